//! Findings under review.

use async_trait::async_trait;
use sqlx::{QueryBuilder, Row};
use xunwang_domain::finding::Level;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::{FindingId, RoundFinding, Verdict};
use xunwang_domain::round::RoundId;
use xunwang_ports::{
    CountBy, FindingCount, FindingGroup, FindingQuery, FindingRepo, GroupBy, SeenCount, StoreError,
};

use super::super::{Db, DbRow};
use super::convert::{id, json, json_of, unsigned};
use super::{DbTx, store_error};

/// Fourteen values a row stay below what one statement may bind.
const ROWS_AT_ONCE: usize = 500;
const COLUMNS: &str = "id, round, place, content, reviews";
const PENDING: &str = "pending";

#[async_trait]
impl FindingRepo for DbTx {
    async fn add_findings(&mut self, findings: &[RoundFinding]) -> Result<(), StoreError> {
        for chunk in findings.chunks(ROWS_AT_ONCE) {
            let mut insert = QueryBuilder::<Db>::new(
                "insert into finding (id, round, place, site, rule, indicator, level, seen, key, object_group, \
                 template_group, state, content, reviews) ",
            );
            insert.push_values(chunk, |mut row, finding| {
                let line = &finding.line;
                row.push_bind(finding.id.0.as_bytes().to_vec())
                    .push_bind(finding.round.0.as_bytes().to_vec())
                    .push_bind(finding.place.cast_signed())
                    .push_bind(line.site_code.as_str())
                    .push_bind(line.rule.as_str())
                    .push_bind(line.indicator.as_str())
                    .push_bind(level_number(line.level))
                    .push_bind(json_of(&line.seen))
                    .push_bind(line.key.as_str())
                    .push_bind(line.object_group())
                    .push_bind(line.template_group())
                    .push_bind(state_word(finding.verdict()))
                    .push_bind(json_of(line))
                    .push_bind(json_of(&finding.reviews));
            });
            insert.push(" on conflict (id) do nothing");
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        Ok(())
    }

    async fn finding(&mut self, id: FindingId) -> Result<Option<RoundFinding>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!(
            "select {COLUMNS} from finding where id = $1"
        )))
        .bind(id.0.as_bytes().as_slice())
        .fetch_optional(&mut *self.0)
        .await
        .map_err(store_error)?;
        row.as_ref().map(finding).transpose()
    }

    async fn findings(&mut self, query: &FindingQuery, limit: u32) -> Result<Vec<RoundFinding>, StoreError> {
        let mut select = QueryBuilder::<Db>::new(format!("select {COLUMNS} from finding where "));
        push_conditions(&mut select, query);
        select
            .push(" order by level, rule, place limit ")
            .push_bind(i64::from(limit));
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(finding).collect()
    }

    async fn count_findings(
        &mut self,
        query: &FindingQuery,
        by: CountBy,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let column = match by {
            CountBy::Rule => "rule",
            CountBy::Site => "site",
            CountBy::Verdict => "state",
            CountBy::Level => "cast(level as text)",
            CountBy::Nothing => "''",
        };
        // Where single findings do not matter, the tally that is kept beside them is enough.
        let single = query.object_group.is_some() || query.template_group.is_some() || query.after.is_some();
        let (count, table) = if single {
            ("count(*)", "finding")
        } else {
            ("sum(count)", "finding_tally")
        };
        let mut select = QueryBuilder::<Db>::new(format!("select {column}, {count} from {table} where "));
        push_conditions(&mut select, query);
        select.push(format!(" group by 1 having {count} > 0 order by 1"));
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                let count = unsigned(row.try_get(1).map_err(store_error)?)?;
                Ok((row.try_get(0).map_err(store_error)?, count))
            })
            .collect()
    }

    async fn finding_groups(
        &mut self,
        query: &FindingQuery,
        by: GroupBy,
        limit: u32,
    ) -> Result<(Vec<FindingGroup>, u64), StoreError> {
        let (column, weight, table) = match by {
            GroupBy::Rule => ("rule", "count", "finding_tally"),
            GroupBy::Site => ("site", "count", "finding_tally"),
            GroupBy::Object => ("object_group", "1", "finding"),
            GroupBy::Template => ("template_group", "1", "finding"),
        };
        let whatever = FindingQuery {
            verdict: None,
            // The name of such a group begins with the rule: a span of it is all in the index, the column beside is not.
            rule: query.rule.clone().filter(|_| table == "finding_tally"),
            ..query.clone()
        };
        let mut select = QueryBuilder::<Db>::new(format!(
            "select name, found, whole, count(*) over () from \
             (select {column} as name, sum({weight}) as whole, sum("
        ));
        match query.verdict {
            Some(verdict) => select
                .push("case when state = ")
                .push_bind(state_word(verdict))
                .push(format!(" then {weight} else 0 end")),
            None => select.push(weight),
        };
        select.push(format!(") as found from {table} where "));
        push_conditions(&mut select, &whatever);
        if table == "finding" {
            select.push(format!(" and {column} <> ''"));
            if let Some(rule) = &query.rule {
                select
                    .push(format!(" and {column} >= "))
                    .push_bind(format!("{rule} "));
                select
                    .push(format!(" and {column} < "))
                    .push_bind(format!("{rule}!"));
            }
        }
        select
            .push(" group by 1) as gathered where found > 0 order by found desc, name limit ")
            .push_bind(i64::from(limit));
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let number = |row: &DbRow, column: usize| unsigned(row.try_get(column).map_err(store_error)?);
        let total = rows.first().map_or(Ok(0), |row| number(row, 3))?;
        let groups = rows.iter().map(|row| {
            Ok(FindingGroup {
                name: row.try_get(0).map_err(store_error)?,
                found: number(row, 1)?,
                all: number(row, 2)?,
            })
        });
        Ok((groups.collect::<Result<_, StoreError>>()?, total))
    }

    async fn finding_counts(
        &mut self,
        round: RoundId,
        site: Option<&SiteCode>,
    ) -> Result<Vec<FindingCount>, StoreError> {
        // One statement each: the planner does not see through “$2 is null or”.
        let of_site = if site.is_some() { "and site = $2" } else { "" };
        let select = format!(
            "select site, indicator, level, state, sum(count) from finding_tally \
             where round = $1 and indicator > '' {of_site} group by 1, 2, 3, 4 having sum(count) > 0"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(select)).bind(round.0.as_bytes().to_vec());
        if let Some(site) = site {
            query = query.bind(site.as_str().to_owned());
        }
        let rows = query.fetch_all(&mut *self.0).await.map_err(store_error)?;
        rows.iter().map(counted).collect()
    }

    async fn seen_counts(&mut self, round: RoundId) -> Result<Vec<SeenCount>, StoreError> {
        let rows = sqlx::query(
            "select site, rule, seen, state, count(*), indicator from finding where round = $1 \
             group by 1, 2, 3, 4, 6 order by 1, 2, 3, 4, 6",
        )
        .bind(round.0.as_bytes().to_vec())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                Ok(SeenCount {
                    site: site_of(row, 0)?,
                    rule: row.try_get(1).map_err(store_error)?,
                    indicator: row.try_get(5).map_err(store_error)?,
                    seen: json(row, 2)?,
                    verdict: Verdict::of_word(&row.try_get::<String, _>(3).map_err(store_error)?),
                    count: unsigned(row.try_get(4).map_err(store_error)?)?,
                })
            })
            .collect()
    }

    async fn confirmed_vetoes(
        &mut self,
        round: RoundId,
        site: Option<&SiteCode>,
    ) -> Result<Vec<(SiteCode, String, FindingId)>, StoreError> {
        let of_site = if site.is_some() { "and site = $3" } else { "" };
        let select = format!(
            "select site, indicator, id from finding \
             where round = $1 and state = 'confirmed' and level = $2 and indicator > '' {of_site} order by place"
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(select))
            .bind(round.0.as_bytes().to_vec())
            .bind(level_number(Level::Veto));
        if let Some(site) = site {
            query = query.bind(site.as_str().to_owned());
        }
        let rows = query.fetch_all(&mut *self.0).await.map_err(store_error)?;
        rows.iter()
            .map(|row| {
                let indicator = row.try_get(1).map_err(store_error)?;
                Ok((site_of(row, 0)?, indicator, FindingId(id(row, 2)?)))
            })
            .collect()
    }

    async fn put_reviews(&mut self, finding: &RoundFinding) -> Result<(), StoreError> {
        sqlx::query("update finding set reviews = $2, state = $3 where id = $1")
            .bind(finding.id.0.as_bytes().as_slice())
            .bind(json_of(&finding.reviews))
            .bind(state_word(finding.verdict()))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn findings_of_key(&mut self, key: &str, but: RoundId) -> Result<Vec<RoundFinding>, StoreError> {
        let rows = sqlx::query(
            "select finding.id, round, place, finding.content, reviews from finding \
             join inspection_round on inspection_round.id = finding.round \
             where key = $1 and round <> $2 order by made_at desc limit 20",
        )
        .bind(key)
        .bind(but.0.as_bytes().as_slice())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(finding).collect()
    }
}

fn push_conditions(select: &mut QueryBuilder<Db>, query: &FindingQuery) {
    select
        .push("round = ")
        .push_bind(query.round.0.as_bytes().to_vec());
    let texts = [
        ("rule", query.rule.clone()),
        ("indicator", query.indicator.clone()),
        ("object_group", query.object_group.clone()),
        ("template_group", query.template_group.clone()),
        (
            "state",
            query.verdict.map(|verdict| state_word(verdict).to_owned()),
        ),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            select.push(format!(" and {column} = ")).push_bind(text);
        }
    }
    if let Some(level) = query.level {
        select.push(" and level = ").push_bind(level_number(level));
    }
    if query.sites.as_ref().is_some_and(Vec::is_empty) {
        select.push(" and 1 = 0");
    } else if let Some(sites) = &query.sites {
        select.push(" and site in (");
        let mut list = select.separated(", ");
        for site in sites {
            list.push_bind(site.as_str().to_owned());
        }
        select.push(")");
    }
    if let Some(after) = &query.after {
        select.push(" and (level, rule, place) > (");
        let mut list = select.separated(", ");
        list.push_bind(level_number(after.level));
        list.push_bind(after.rule.clone());
        list.push_bind(after.place.cast_signed());
        select.push(")");
    }
}

fn finding(row: &DbRow) -> Result<RoundFinding, StoreError> {
    Ok(RoundFinding {
        id: FindingId(id(row, 0)?),
        round: RoundId(id(row, 1)?),
        place: unsigned(row.try_get(2).map_err(store_error)?)?,
        line: json(row, 3)?,
        reviews: json(row, 4)?,
    })
}

fn counted(row: &DbRow) -> Result<FindingCount, StoreError> {
    let text = |column: usize| row.try_get::<String, _>(column).map_err(store_error);
    Ok(FindingCount {
        site: site_of(row, 0)?,
        indicator: text(1)?,
        level: level_of(row.try_get(2).map_err(store_error)?)?,
        verdict: Verdict::of_word(&text(3)?),
        count: unsigned(row.try_get(4).map_err(store_error)?)?,
    })
}

fn site_of(row: &DbRow, column: usize) -> Result<SiteCode, StoreError> {
    let text: String = row.try_get(column).map_err(store_error)?;
    SiteCode::parse(&text).map_err(|error| StoreError::Inconsistent(format!("{text}：{error}")))
}

fn state_word(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or(PENDING, Verdict::word)
}

/// Gravest first.
fn level_number(level: Level) -> i64 {
    match level {
        Level::Veto => 0,
        Level::Deduct => 1,
        Level::Advice => 2,
    }
}

fn level_of(number: i64) -> Result<Level, StoreError> {
    match number {
        0 => Ok(Level::Veto),
        1 => Ok(Level::Deduct),
        2 => Ok(Level::Advice),
        other => Err(StoreError::Inconsistent(format!("级别 {other}"))),
    }
}
