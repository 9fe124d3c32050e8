//! Dangerous finds (敏感线索): leaked personal data and tampering. What stands there is shown to persons named for it only; to
//! everybody else a finding's site, rule and count.

use std::collections::HashMap;

use xunwang_domain::organization::{OrganizationId, Organizations};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::review::RoundFinding;
use xunwang_domain::round::RoundId;
use xunwang_ports::Tx;
use xunwang_rules::is_confidential;

use super::summary::summary;
use super::{App, AppError, Caller};

/// What stands in the place of what may not be seen.
pub const WITHHELD: &str = "敏感线索，内容只对指定人员显示";

/// May the caller see what findings of a rule show, at the sites of a body?
pub(super) fn may_see(caller: &Caller, rule: &str, organization: OrganizationId) -> bool {
    !is_confidential(rule) || caller.may(Permission::ViewConfidential, organization)
}

/// A finding as the caller may see it: whole, or without what stands there, where, and what people noted of it.
pub(super) fn shown(
    caller: &Caller,
    mut finding: RoundFinding,
    organization: OrganizationId,
) -> RoundFinding {
    if may_see(caller, &finding.line.rule, organization) {
        return finding;
    }
    let line = &mut finding.line;
    WITHHELD.clone_into(&mut line.message);
    line.excerpt.clear();
    line.places.clear();
    (line.channel, line.target, line.region) = (None, None, None);
    (line.text, line.evidence) = (None, None);
    line.url.set_path("/");
    line.url.set_query(None);
    line.url.set_fragment(None);
    finding.reviews.iter_mut().for_each(|review| review.note.clear());
    finding
}

/// Findings of a round as the caller may see them.
pub(super) async fn all_shown(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    round: RoundId,
    findings: Vec<RoundFinding>,
) -> Result<Vec<RoundFinding>, AppError> {
    if !findings.iter().any(|one| is_confidential(&one.line.rule)) {
        return Ok(findings);
    }
    let summary = summary(app, tx, round).await?;
    let bodies: HashMap<&SiteCode, OrganizationId> = summary
        .sites
        .iter()
        .map(|one| (&one.roster.site.site.code, one.roster.site.organization))
        .collect();
    let visible = findings.into_iter().filter_map(|one| {
        let organization = *bodies.get(&one.line.site_code)?;
        Some(shown(caller, one, organization))
    });
    Ok(visible.collect())
}

/// Who may see what is withheld at the sites of a body, by name.
pub(super) async fn named(
    tx: &mut dyn Tx,
    tree: &Organizations,
    organization: OrganizationId,
) -> Result<Vec<String>, AppError> {
    let users = tx.users().await?;
    let named = users
        .into_iter()
        .filter(|user| user.may(Permission::ViewConfidential, organization, tree));
    Ok(named.map(|user| user.name).collect())
}
