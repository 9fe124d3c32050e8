//! What was seen of accounts: looks and posts.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, QueryBuilder, Row};
use xunwang_domain::account::{AccountCode, DoubleCheck, Observation, Post, SourceNewest};
use xunwang_ports::{ARTICLE_PAGE, KeptPost, ObservationRepo, PostsPut, SourcePost, SourcesOf, StoreError};

use super::super::{Db, DbRow};
use super::convert::{json, json_of, micros, moment, unsigned};
use super::{DbTx, store_error};

/// Ten values a row stay below what one statement may bind.
const ROWS_AT_ONCE: usize = 1_000;

#[async_trait]
impl ObservationRepo for DbTx {
    async fn put_observations(&mut self, observations: &[Observation]) -> Result<(), StoreError> {
        for chunk in observations.chunks(ROWS_AT_ONCE) {
            let mut insert =
                QueryBuilder::<Db>::new("insert into media_observation (account, source, at, content) ");
            insert.push_values(chunk, |mut row, one| {
                row.push_bind(one.account.to_string())
                    .push_bind(one.source.clone())
                    .push_bind(micros(one.at))
                    .push_bind(json_of(one));
            });
            insert.push(" on conflict (account, source, at) do update set content = excluded.content");
            insert.build().execute(&mut *self.0).await.map_err(store_error)?;
        }
        Ok(())
    }

    async fn observations(
        &mut self,
        since: DateTime<Utc>,
    ) -> Result<HashMap<AccountCode, Vec<Observation>>, StoreError> {
        let rows = sqlx::query("select content from media_observation where at >= $1")
            .bind(micros(since))
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let mut found: HashMap<AccountCode, Vec<Observation>> = HashMap::new();
        for row in &rows {
            let one: Observation = json(row, 0)?;
            found.entry(one.account.clone()).or_default().push(one);
        }
        Ok(found)
    }

    async fn observations_by(
        &mut self,
        source: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<Observation>, StoreError> {
        let rows = sqlx::query("select content from media_observation where at >= $1 and source = $2")
            .bind(micros(since))
            .bind(source)
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn observations_of(
        &mut self,
        account: &AccountCode,
        most: u32,
    ) -> Result<Vec<Observation>, StoreError> {
        let rows = sqlx::query(
            "select content from media_observation where account = $1 order by at desc, source limit $2",
        )
        .bind(account.as_str())
        .bind(i64::from(most))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }

    async fn put_posts(
        &mut self,
        posts: &[SourcePost],
        seen_at: DateTime<Utc>,
    ) -> Result<PostsPut, StoreError> {
        let before = self.all_posts().await?;
        let mut touched = 0;
        for chunk in posts.chunks(ROWS_AT_ONCE) {
            let mut insert = QueryBuilder::<Db>::new(
                "insert into media_post (account, source, post, published_at, deleted, digest, title, address, body, \
                 first_seen) ",
            );
            insert.push_values(chunk, |mut row, one| {
                let post = &one.post;
                row.push_bind(one.account.as_str())
                    .push_bind(one.source.as_str())
                    .push_bind(post.id.as_str())
                    .push_bind(micros(post.published_at))
                    .push_bind(i64::from(post.deleted))
                    .push_bind(digest_of(post))
                    .push_bind(post.title.as_str())
                    .push_bind(post.address.as_str())
                    .push_bind(post.text.as_str())
                    .push_bind(micros(seen_at));
            });
            insert.push(
                " on conflict (account, source, post) do update set published_at = excluded.published_at, \
                 deleted = excluded.deleted, digest = excluded.digest, title = excluded.title, \
                 address = excluded.address, body = excluded.body, edited_at = excluded.first_seen, \
                 earlier = media_post.title where media_post.digest <> excluded.digest",
            );
            let done = insert.build().execute(&mut *self.0).await.map_err(store_error)?;
            touched += done.rows_affected();
        }
        self.put_flaws(posts).await?;
        let new = self.all_posts().await?.saturating_sub(before);
        let changed = touched.saturating_sub(new);
        Ok(PostsPut {
            new,
            changed,
            same: (posts.len() as u64).saturating_sub(touched),
        })
    }

    async fn settle_posts(
        &mut self,
        account: Option<&AccountCode>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let text = format!(
            "insert into media_newest (account, source, newest, newest_deleted, posts) {} \
             on conflict (account, source) do update set newest = excluded.newest, \
             newest_deleted = excluded.newest_deleted, posts = excluded.posts \
             where media_newest.newest is not excluded.newest \
             or media_newest.newest_deleted is not excluded.newest_deleted or media_newest.posts <> excluded.posts",
            newest_text(account.is_some())
        );
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(micros(now));
        if let Some(account) = account {
            query = query.bind(account.as_str());
        }
        query.execute(&mut *self.0).await.map_err(store_error)?;
        Ok(())
    }

    async fn newest_posts(&mut self) -> Result<SourcesOf, StoreError> {
        let version = self.version("media_newest").await?;
        if let Some(known) = self.1.as_ref().and_then(|known| known.newest.get(&version)) {
            return Ok(known.as_ref().clone());
        }
        let rows = sqlx::query("select account, source, newest, newest_deleted, posts from media_newest")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        let found = sources_of(&rows)?;
        if let Some(known) = &self.1 {
            known.newest.put(version, Arc::new(found.clone()));
        }
        Ok(found)
    }

    async fn newest_posts_at(
        &mut self,
        account: Option<&AccountCode>,
        at: DateTime<Utc>,
    ) -> Result<SourcesOf, StoreError> {
        let text = newest_text(account.is_some());
        let mut query = sqlx::query(AssertSqlSafe(text)).bind(micros(at));
        if let Some(account) = account {
            query = query.bind(account.as_str());
        }
        let rows = query.fetch_all(&mut *self.0).await.map_err(store_error)?;
        sources_of(&rows)
    }

    async fn posts_between(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        after: Option<&SourcePost>,
        most: u32,
    ) -> Result<Vec<SourcePost>, StoreError> {
        let mut select = QueryBuilder::<Db>::new(
            "select account, source, post, title, address, published_at, body from media_post \
             where deleted = 0 and published_at >= ",
        );
        select.push_bind(micros(from)).push(" and published_at < ");
        select.push_bind(micros(to));
        if let Some(after) = after {
            select.push(" and (account, source, post) > (");
            let mut key = select.separated(", ");
            key.push_bind(after.account.as_str())
                .push_bind(after.source.as_str())
                .push_bind(after.post.id.as_str());
            select.push(")");
        }
        select
            .push(" order by account, source, post limit ")
            .push_bind(i64::from(most));
        let rows = select
            .build()
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(standing).collect()
    }

    async fn flawed_posts(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<SourcePost>, StoreError> {
        let rows = sqlx::query(
            "select p.account, p.source, p.post, p.title, p.address, p.published_at, '', f.content \
             from media_flaw f join media_post p \
             on p.account = f.account and p.source = f.source and p.post = f.post \
             where p.deleted = 0 and p.published_at >= $1 and p.published_at < $2 order by 1, 2, 3",
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let flawed = |row: &DbRow| {
            let mut one = standing(row)?;
            one.post.flaws = json(row, 7)?;
            Ok(one)
        };
        rows.iter().map(flawed).collect()
    }

    async fn repeated_posts(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<(SourcePost, u64)>, StoreError> {
        let rows = sqlx::query(
            "select account, source, min(post), title, max(address), min(published_at), '', count(distinct published_at) \
             from media_post where deleted = 0 and published_at >= $1 and published_at < $2 \
             and length(body) >= 50 and title <> '' group by account, source, title, body \
             having count(distinct published_at) > 1 order by 1, 2, 6",
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let repeated = |row: &DbRow| {
            let times = unsigned(row.try_get(7).map_err(store_error)?)?;
            Ok((standing(row)?, times))
        };
        rows.iter().map(repeated).collect()
    }

    async fn unread_reports(
        &mut self,
        (source, host): (&str, &str),
        since: DateTime<Utc>,
    ) -> Result<Vec<SourcePost>, StoreError> {
        let rows = sqlx::query(
            "select account, source, post, title, address, published_at, body from media_post p \
             where source = $1 and first_seen >= $2 and address like '%://' || $4 || '/%' and not exists \
             (select 1 from media_observation o where o.account = p.account and o.source = $3 and o.at >= p.first_seen) \
             order by account, post limit 500",
        )
        .bind(source)
        .bind(micros(since))
        .bind(ARTICLE_PAGE)
        .bind(host)
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(standing).collect()
    }

    async fn posts_of(&mut self, account: &AccountCode, most: u32) -> Result<Vec<KeptPost>, StoreError> {
        let rows = sqlx::query(
            "select source, post, title, address, published_at, body, deleted, first_seen, edited_at, earlier \
             from media_post where account = $1 order by published_at desc, post limit $2",
        )
        .bind(account.as_str())
        .bind(i64::from(most))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(kept).collect()
    }

    async fn latest_observations(
        &mut self,
        since: DateTime<Utc>,
    ) -> Result<HashMap<AccountCode, Observation>, StoreError> {
        let rows = sqlx::query(
            "select content from (select content, row_number() over (partition by account order by at desc, source) as place \
             from media_observation where at >= $1) where place = 1",
        )
        .bind(micros(since))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let mut found = HashMap::with_capacity(rows.len());
        for row in &rows {
            let one: Observation = json(row, 0)?;
            found.insert(one.account.clone(), one);
        }
        Ok(found)
    }

    async fn count_posts(
        &mut self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<HashMap<AccountCode, u64>, StoreError> {
        let rows = sqlx::query(
            "select account, count(distinct published_at) from media_post \
             where deleted = 0 and published_at >= $1 and published_at < $2 group by account",
        )
        .bind(micros(from))
        .bind(micros(to))
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let counted = |row: &DbRow| Ok((code(row, 0)?, unsigned(row.try_get(1).map_err(store_error)?)?));
        rows.iter().map(counted).collect()
    }

    async fn put_double_check(&mut self, check: &DoubleCheck) -> Result<(), StoreError> {
        sqlx::query(
            "insert into media_double_check (account, at, content) values ($1, $2, $3) \
             on conflict (at, account) do update set content = excluded.content",
        )
        .bind(check.account.as_str())
        .bind(micros(check.at))
        .bind(json_of(check))
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn double_checks(&mut self, since: DateTime<Utc>) -> Result<Vec<DoubleCheck>, StoreError> {
        let rows =
            sqlx::query("select content from media_double_check where at >= $1 order by at desc, account")
                .bind(micros(since))
                .fetch_all(&mut *self.0)
                .await
                .map_err(store_error)?;
        rows.iter().map(|row| json(row, 0)).collect()
    }
}

impl DbTx {
    /// Keeps the flaws of posts beside them: few have any.
    async fn put_flaws(&mut self, posts: &[SourcePost]) -> Result<(), StoreError> {
        let is_any_flawed = posts.iter().any(|one| !one.post.flaws.is_empty());
        let row = sqlx::query("select exists (select 1 from media_flaw)")
            .fetch_one(&mut *self.0)
            .await
            .map_err(store_error)?;
        let is_any_kept = row.try_get::<i64, _>(0).map_err(store_error)? != 0;
        for one in posts.iter().filter(|_| is_any_flawed || is_any_kept) {
            let text = match one.post.flaws.is_empty() {
                true => {
                    "delete from media_flaw where account = $1 and source = $2 and post = $3 and $4 is not null"
                }
                false => {
                    "insert into media_flaw (account, source, post, content) values ($1, $2, $3, $4) \
                     on conflict (account, source, post) do update set content = excluded.content"
                }
            };
            sqlx::query(text)
                .bind(one.account.as_str())
                .bind(one.source.as_str())
                .bind(one.post.id.as_str())
                .bind(json_of(&one.post.flaws))
                .execute(&mut *self.0)
                .await
                .map_err(store_error)?;
        }
        Ok(())
    }

    async fn all_posts(&mut self) -> Result<u64, StoreError> {
        let row = sqlx::query("select count(*) from media_post")
            .fetch_one(&mut *self.0)
            .await
            .map_err(store_error)?;
        unsigned(row.try_get(0).map_err(store_error)?)
    }
}

/// Sums up from the index alone.
fn newest_text(is_of_one: bool) -> String {
    let of_one = if is_of_one { "and account = $2" } else { "" };
    format!(
        "select account, source, max(case when deleted = 0 and published_at <= $1 then published_at end), \
         max(case when deleted = 1 and published_at <= $1 then published_at end), count(*) \
         from media_post where true {of_one} group by account, source"
    )
}

fn sources_of(rows: &[DbRow]) -> Result<SourcesOf, StoreError> {
    let mut found = SourcesOf::new();
    for row in rows {
        let at = |column: usize| -> Result<Option<DateTime<Utc>>, StoreError> {
            let micros: Option<i64> = row.try_get(column).map_err(store_error)?;
            micros.map(moment).transpose()
        };
        let one = SourceNewest {
            source: row.try_get(1).map_err(store_error)?,
            newest: at(2)?,
            newest_deleted: at(3)?,
            posts: unsigned(row.try_get(4).map_err(store_error)?)?,
        };
        found.entry(code(row, 0)?).or_default().push(one);
    }
    Ok(found)
}

pub(super) fn code(row: &DbRow, column: usize) -> Result<AccountCode, StoreError> {
    let text: String = row.try_get(column).map_err(store_error)?;
    AccountCode::parse(&text).map_err(|error| StoreError::Inconsistent(format!("账号编号“{text}”{error}")))
}

fn standing(row: &DbRow) -> Result<SourcePost, StoreError> {
    let text = |column: usize| -> Result<String, StoreError> { row.try_get(column).map_err(store_error) };
    Ok(SourcePost {
        account: code(row, 0)?,
        source: text(1)?,
        post: Post {
            id: text(2)?,
            title: text(3)?,
            address: text(4)?,
            published_at: moment(row.try_get(5).map_err(store_error)?)?,
            text: text(6)?,
            deleted: false,
            flaws: Vec::new(),
        },
    })
}

fn kept(row: &DbRow) -> Result<KeptPost, StoreError> {
    let text = |column: usize| -> Result<String, StoreError> { row.try_get(column).map_err(store_error) };
    let number = |column: usize| -> Result<i64, StoreError> { row.try_get(column).map_err(store_error) };
    let edited: Option<i64> = row.try_get(8).map_err(store_error)?;
    Ok(KeptPost {
        source: text(0)?,
        post: Post {
            id: text(1)?,
            title: text(2)?,
            address: text(3)?,
            published_at: moment(number(4)?)?,
            text: text(5)?,
            deleted: number(6)? != 0,
            flaws: Vec::new(),
        },
        first_seen: moment(number(7)?)?,
        edited_at: edited.map(moment).transpose()?,
        earlier: row.try_get(9).map_err(store_error)?,
    })
}

/// Sixteen bytes over everything that a post says.
fn digest_of(post: &Post) -> Vec<u8> {
    let mut hash = Sha256::new();
    for text in [&post.title, &post.address, &post.text] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(micros(post.published_at).to_be_bytes());
    hash.update([u8::from(post.deleted)]);
    hash.finalize()[..16].to_vec()
}
