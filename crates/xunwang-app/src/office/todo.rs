//! What waits for somebody (待办): of the rounds under review, of the patrols and the error reports, by what the person may do.

use xunwang_domain::people::Permission;
use xunwang_domain::round::{Round, RoundStage};
use xunwang_ports::{CountBy, FindingQuery};
use xunwang_rules::is_confidential;

use super::media_week::account_todos;
use super::patrol_view::near_vetoes;
use super::problems::open_to;
use super::rectify_todo::rectify_todos;
use super::review::{blank, rule_title, sites_seen};
use super::summary::summary;
use super::todo_messages::message_todos;
use super::{App, AppError, Caller};

/// Something that waits for the caller (待办).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Todo {
    /// What is to be done.
    pub text: String,
    /// How much of it.
    pub count: u64,
    /// Until when, where there is a term.
    pub until: Option<chrono::NaiveDate>,
    /// Where it is done.
    pub link: String,
}

/// What waits for the caller, what has a term first.
///
/// # Errors
/// The store could not.
pub async fn todos(app: &App, caller: &Caller) -> Result<Vec<Todo>, AppError> {
    let mut tx = app.store.read().await?;
    let mut todos = Vec::new();
    for round in tx.rounds().await? {
        if round.stage != RoundStage::Reviewing || open_to(&mut *tx, caller, round.id).await.is_err() {
            continue;
        }
        let path = format!("/rounds/{}", round.id.0);
        let until = round.objections.as_ref().map(|term| term.until);
        let mut add = |text: &str, count: u64, until, link: &str| {
            if count > 0 {
                todos.push(Todo {
                    text: format!("{}：{text}", round.title()),
                    count,
                    until,
                    link: format!("{path}{link}"),
                });
            }
        };
        let summary = summary(app, &mut *tx, round.id).await?;
        let (mut approve, mut answer, mut object, mut open) = (0, 0, 0, 0);
        // The tree is walked only where the right reaches some of the sites and not all.
        let reach = [
            Permission::ApproveVetoes,
            Permission::ManageRounds,
            Permission::RaiseObjections,
        ]
        .map(|it| {
            let all = caller.may(it, round.organization);
            (it, all, all || caller.user.may_somewhere(it))
        });
        for one in &summary.sites {
            let organization = one.roster.site.organization;
            let may = |permission| {
                let known = reach.iter().find(|(own, ..)| *own == permission);
                caller.looks_at(organization)
                    && known
                        .is_some_and(|(_, all, some)| *all || (*some && caller.may(permission, organization)))
            };
            let problems = one.problems.iter();
            if may(Permission::ApproveVetoes) {
                approve += problems.clone().filter(|it| it.is_met && !it.is_approved).count() as u64;
            }
            if may(Permission::ManageRounds) {
                answer += problems.clone().filter(|it| it.waits_for_answer).count() as u64;
                open += one.open.len() as u64;
            }
            if may(Permission::RaiseObjections) {
                object += problems
                    .filter(|it| !it.waits_for_answer && !it.is_lifted)
                    .count() as u64;
            }
        }
        add("请核实本单位网站的问题", object, until, "/problems");
        add("单项否决待审定", approve, None, "/problems");
        add("异议待答复", answer, None, "/problems");
        add(
            "线索待复核",
            pending(app, &mut *tx, caller, &round).await?,
            None,
            "/review",
        );
        for (rule, count) in confidential(app, &mut *tx, caller, &round).await? {
            let text = format!("敏感线索待复核（{}），请尽快办理", rule_title(&rule));
            add(&text, count, None, &format!("/review?rule={rule}"));
        }
        add("未决事项", open, None, "/gate");
    }
    todos.extend(rectify_todos(app, &mut *tx, caller).await?);
    let minds = [Permission::EditRegister, Permission::RaiseObjections];
    let near = near_vetoes(&mut *tx, |body| minds.iter().any(|&it| caller.sees(it, body))).await?;
    if near > 0 {
        todos.push(Todo {
            text: "网站达到或接近否决线（日常巡查）".to_owned(),
            count: near,
            until: None,
            link: "/patrols".to_owned(),
        });
    }
    todos.extend(account_todos(app, &mut *tx, caller).await?);
    todos.extend(message_todos(app, &mut *tx, caller).await?);
    todos.sort_by_key(|todo| (todo.until.is_none(), todo.until));
    Ok(todos)
}

/// What leaked or was tampered with and waits for the caller, who is named for it, by rule.
async fn confidential(
    app: &App,
    tx: &mut dyn xunwang_ports::Tx,
    caller: &Caller,
    round: &Round,
) -> Result<Vec<(String, u64)>, AppError> {
    if !caller.user.may_somewhere(Permission::ViewConfidential) {
        return Ok(Vec::new());
    }
    let query = FindingQuery {
        sites: sites_seen(app, tx, caller, Permission::ViewConfidential, round).await?,
        verdict: Some(None),
        ..blank(round.id)
    };
    let mut counted = tx.count_findings(&query, CountBy::Rule).await?;
    counted.retain(|(rule, _)| is_confidential(rule));
    Ok(counted)
}

async fn pending(
    app: &App,
    tx: &mut dyn xunwang_ports::Tx,
    caller: &Caller,
    round: &Round,
) -> Result<u64, AppError> {
    if !caller.user.may_somewhere(Permission::ReviewFindings) {
        return Ok(0);
    }
    let query = FindingQuery {
        sites: sites_seen(app, tx, caller, Permission::ReviewFindings, round).await?,
        verdict: Some(None),
        ..blank(round.id)
    };
    let counted = tx.count_findings(&query, CountBy::Nothing).await?;
    Ok(counted.first().map_or(0, |(_, count)| *count))
}
