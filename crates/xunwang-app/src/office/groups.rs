//! The queue, gathered (线索归并): what one decision may settle stands together, with how much of it waits.

use std::collections::HashMap;

use xunwang_domain::facts::PageRegion;
use xunwang_domain::finding::Level;
use xunwang_domain::people::Permission;
use xunwang_domain::review::{TemplatePart, Verdict, object_of_group};
use xunwang_domain::round::{Round, RoundId};
use xunwang_ports::{FindingGroup, FindingQuery, GroupBy, Revised, Tx};
use xunwang_rules::is_confidential;

use super::review::{blank, sites_seen};
use super::rounds::visible;
use super::summary::summary;
use super::{App, AppError, Caller, QueueFilter};

/// The groups of a queue (归并的队列).
#[derive(Clone, Debug)]
pub struct Gathered {
    /// The round.
    pub round: Round,
    /// The first groups in which something answers the filter.
    pub groups: Vec<QueueGroup>,
    /// How many there are.
    pub total: u64,
}

/// A group of the queue (线索组).
#[derive(Clone, Debug)]
pub struct QueueGroup {
    /// How much of it answers the filter.
    pub found: u64,
    /// How much there is of it, whatever was said.
    pub all: u64,
    /// What it is.
    pub what: GroupedBy,
}

/// What the findings of a group have in common (归并依据).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupedBy {
    /// 规则: its code.
    Rule(String),
    /// 网站: code and name.
    Site(String, String),
    /// 对象: the group's name, the rule, and the address or the words.
    Object([String; 3]),
    /// 模板: the group's name, the rule, the name of the site and the first folder; and the region.
    Template([String; 4], Option<PageRegion>),
    /// Something of this rule whose content is withheld from the caller.
    Withheld(String),
}

/// Whose groups: of a whole round, with this verdict and of this level.
pub(super) type GroupsOf = (RoundId, GroupBy, Option<Option<Verdict>>, Option<Level>, u32);

/// To gather a round reads all its findings (66,700: 18 to 32 ms): that of all sites is remembered until something changes.
async fn groups_of(
    app: &App,
    tx: &mut dyn Tx,
    query: FindingQuery,
    by: GroupBy,
    limit: u32,
) -> Result<(Vec<FindingGroup>, u64), AppError> {
    let whole = FindingQuery {
        verdict: query.verdict,
        level: query.level,
        ..blank(query.round)
    };
    if query != whole {
        return Ok(tx.finding_groups(&query, by, limit).await?);
    }
    let revision = tx.revision(Revised::Round(query.round)).await?;
    let key = (query.round, by, query.verdict, query.level, limit);
    let make = async { Ok(tx.finding_groups(&query, by, limit).await?) };
    let kept = app.groups.get(key, revision, make).await?;
    Ok((*kept).clone())
}

/// The first `limit` groups in which something answers the filter, those with most of it first.
///
/// # Errors
/// There is no such round, or the caller may not see it.
pub async fn queue_groups(
    app: &App,
    caller: &Caller,
    round: RoundId,
    filter: &QueueFilter,
    by: GroupBy,
    limit: u32,
) -> Result<Gathered, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, round).await?;
    let base = FindingQuery {
        sites: sites_seen(app, &mut *tx, caller, Permission::ViewRounds, &round).await?,
        ..blank(round.id)
    };
    let (groups, total) = groups_of(app, &mut *tx, filter.query(base), by, limit).await?;
    let summary = summary(app, &mut *tx, round.id).await?;
    let sites = summary.sites.iter().map(|one| &one.roster.site.site);
    let names: HashMap<&str, &str> = sites
        .map(|site| (site.code.as_str(), site.name.as_str()))
        .collect();
    let name_of = |code: &str| names.get(code).copied().unwrap_or(code).to_owned();
    // A group may stand at any site of the round: who is named for a part of it opens the findings one by one.
    let is_named = caller.may(Permission::ViewConfidential, round.organization);
    let is_withheld = |rule: &str| is_confidential(rule) && !is_named;
    let what = |name: String| match by {
        GroupBy::Rule => GroupedBy::Rule(name),
        GroupBy::Site => {
            let title = name_of(&name);
            GroupedBy::Site(name, title)
        }
        GroupBy::Object => match object_of_group(&name) {
            Some((rule, _)) if is_withheld(rule) => GroupedBy::Withheld(rule.to_owned()),
            Some((rule, object)) => GroupedBy::Object([&name, rule, object].map(str::to_owned)),
            None => GroupedBy::Rule(name),
        },
        GroupBy::Template => match TemplatePart::of_group(&name) {
            Some(part) if is_withheld(part.rule) => GroupedBy::Withheld(part.rule.to_owned()),
            Some(part) => {
                let texts = [&name, part.rule, &name_of(part.site), part.folder].map(str::to_owned);
                GroupedBy::Template(texts, part.region)
            }
            None => GroupedBy::Rule(name),
        },
    };
    let groups = groups
        .into_iter()
        .map(|FindingGroup { name, found, all }| QueueGroup {
            found,
            all,
            what: what(name),
        });
    Ok(Gathered {
        groups: groups.collect(),
        total,
        round,
    })
}
