//! Accounts that are named somewhere and stand in no register (疑似未备案账号): gathered from home pages, posts and what searches give; a
//! person decides on each, and what is confirmed stands in the circular.

use std::collections::{HashMap, HashSet};

use xunwang_domain::account::{
    AccountCode, AccountMention, MediaAccount, MentionPlace, PlacedMention, Unregistered,
    UnregisteredDecision, UnregisteredWord, mentions_in, unregistered,
};
use xunwang_domain::circular::UnregisteredFacts;
use xunwang_domain::organization::{OrganizationId, Organizations};
use xunwang_domain::people::Permission;
use xunwang_ports::{SourcePost, Tx};

use super::caller::{event, value};
use super::media_import::command_line;
use super::{App, AppError, Caller};
use crate::registry::read_search;

/// The proposals whose places the caller may see, what nobody has decided on first.
///
/// # Errors
/// The store could not.
pub async fn unregistered_accounts(app: &App, caller: &Caller) -> Result<Vec<Unregistered>, AppError> {
    let mut tx = app.store.read().await?;
    let mut found = proposals(&mut *tx).await?;
    for one in &mut found {
        one.places
            .retain(|(_, body)| caller.looks_at(*body) && caller.may(Permission::ViewRegister, *body));
    }
    found.retain(|one| !one.places.is_empty());
    Ok(found)
}

/// All proposals, whoever may see them: for the command line, which stands for the whole office.
///
/// # Errors
/// The store could not.
pub async fn all_unregistered(app: &App) -> Result<Vec<Unregistered>, AppError> {
    proposals(&mut *app.store.read().await?).await
}

async fn proposals(tx: &mut dyn Tx) -> Result<Vec<Unregistered>, AppError> {
    let mentions = tx.mentions().await?;
    let decisions = tx.unregistered_decisions().await?;
    let accounts = tx.media_accounts().await?;
    let accounts: Vec<MediaAccount> = accounts.into_iter().map(|one| one.account).collect();
    Ok(unregistered(&mentions, &accounts, &decisions))
}

/// Decides on a proposal.
///
/// # Errors
/// The caller may not, it is gone, or a reason or an area is missing.
pub async fn decide_unregistered(
    app: &App,
    caller: &Caller,
    key: &str,
    word: UnregisteredWord,
    (reason, area): (&str, &str),
) -> Result<(), AppError> {
    let (reason, area) = (reason.trim(), area.trim());
    if !(2..=200).contains(&reason.chars().count()) {
        return Err(AppError::refused("请写明理由或者核实情况（2至200字）"));
    }
    let mut tx = app.store.begin().await?;
    let found = proposals(&mut *tx).await?;
    let gone = || AppError::refused("这个账号已经登记或者不再出现；请刷新页面");
    let one = found.into_iter().find(|one| one.mention.key() == key);
    let one = one.ok_or_else(gone)?;
    let mut bodies = one.places.iter().map(|(_, body)| *body);
    if !bodies.any(|body| caller.may(Permission::EditRegister, body)) {
        return Err(AppError::Forbidden);
    }
    let mut names = caller.tree.iter().map(|body| body.name.as_str());
    if word == UnregisteredWord::Confirmed && !names.any(|name| name == area) {
        return Err(AppError::refused(
            "请填写账号所属的地区或部门，须与单位名录中的名称一致",
        ));
    }
    let decision = UnregisteredDecision {
        key: key.to_owned(),
        word,
        reason: reason.to_owned(),
        area: area.to_owned(),
        by: caller.user.name.clone(),
        at: app.now(),
    };
    tx.put_unregistered_decision(&decision).await?;
    let object = ("media_account", key.to_owned(), one.mention.name.as_str());
    let change = (one.decision.as_ref().and_then(value), value(&decision));
    tx.record(&caller.event(app, "处理疑似未备案账号", object, change))
        .await?;
    tx.commit().await?;
    Ok(())
}

/// What is confirmed of a branch and has not been registered since, for its circular.
pub(super) async fn confirmed_unregistered(
    tx: &mut dyn Tx,
    branch: OrganizationId,
) -> Result<Vec<UnregisteredFacts>, AppError> {
    let tree = Organizations::new(tx.organizations().await?);
    let is_of = |area: &str| {
        let mut bodies = tree.iter().filter(|body| body.name == area);
        bodies.any(|body| tree.holds(branch, body.id))
    };
    let found = proposals(tx).await?.into_iter();
    let fact = |one: Unregistered| {
        let confirmed = |it: &UnregisteredDecision| it.word == UnregisteredWord::Confirmed && is_of(&it.area);
        Some(UnregisteredFacts {
            area: one.decision.filter(confirmed)?.area,
            name: one.mention.name,
            platform: one.mention.platform.label().to_owned(),
        })
    };
    Ok(found.filter_map(fact).collect())
}

/// Where posts name accounts: of each account and each name one post is enough.
pub(super) async fn keep_mentions(
    app: &App,
    tx: &mut dyn Tx,
    posts: &[SourcePost],
    bodies: &HashMap<AccountCode, OrganizationId>,
) -> Result<(), AppError> {
    let mut seen: HashSet<(&AccountCode, String)> = HashSet::new();
    let mut placed = Vec::new();
    for one in posts.iter().filter(|one| !one.post.deleted) {
        let Some(&organization) = bodies.get(&one.account) else {
            continue;
        };
        for mention in mentions_in(&one.post.text) {
            if seen.insert((&one.account, mention.key())) {
                placed.push(PlacedMention {
                    mention,
                    place: MentionPlace::Post {
                        account: one.account.clone(),
                        title: one.post.title.clone(),
                    },
                    organization,
                    at: app.now(),
                });
            }
        }
    }
    tx.put_mentions(&placed).await?;
    Ok(())
}

/// Takes over what a search on a platform gave (导入搜索结果): how many accounts it names, and how many of them stand in no register.
/// `caller`: none on the command line, which stands for the whole office.
///
/// # Errors
/// The caller may not, or the file is wrong: everything that is, and nothing has been written.
pub async fn import_search(
    app: &App,
    caller: Option<&Caller>,
    (name, bytes): (&str, &[u8]),
) -> Result<(usize, usize), AppError> {
    let found = read_search(name, bytes).map_err(|errors| AppError::Refused(errors.to_string()))?;
    let mut tx = app.store.begin().await?;
    let root = app.tree(&mut *tx).await?.root().map(|root| root.id);
    let root = root.ok_or_else(|| AppError::refused("还没有设置单位，请先打开网页应用完成设置"))?;
    // Whose search it is sees what it gave: the whole office, or the caller's own body.
    let organization = match caller {
        Some(caller) if !caller.may(Permission::EditRegister, root) => {
            caller.must(Permission::EditRegister, caller.user.organization)?;
            caller.user.organization
        }
        _ => root,
    };
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
    let place = |mention: AccountMention| PlacedMention {
        mention,
        place: MentionPlace::File { name: file.clone() },
        organization,
        at: app.now(),
    };
    let placed: Vec<PlacedMention> = found.into_iter().map(place).collect();
    tx.put_mentions(&placed).await?;
    let keys: HashSet<String> = placed.iter().map(|one| one.mention.key()).collect();
    let all = proposals(&mut *tx).await?;
    let unknown = all.iter().filter(|one| keys.contains(&one.mention.key())).count();
    let actor = caller.map_or_else(command_line, Caller::actor);
    let object = ("media_account", String::new(), file.as_str());
    let told = serde_json::json!({ "found": placed.len(), "unregistered": unknown });
    tx.record(&event(app, actor, "导入账号搜索结果", object, (None, Some(told))))
        .await?;
    tx.commit().await?;
    Ok((placed.len(), unknown))
}
