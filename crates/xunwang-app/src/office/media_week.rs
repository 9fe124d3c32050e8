//! The week of the accounts (政务新媒体周报): for each body what is to be done about its own, before the inspection finds it. It warns,
//! and judges nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use xunwang_domain::account::{
    AccountCase, AccountCode, AccountSource, MediaStatus, MenuEntry, Observation, ObservationOutcome,
    RegisteredAccount, compare_identity,
};
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::round::end_of_day;
use xunwang_domain::standard::Standard;
use xunwang_ports::Tx;

use super::standards::standard_in_force;
use super::todo::Todo;
use super::{App, AppError, Caller};

/// Something that whoever runs an account should see to (提示).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountWarning {
    /// Is it grave: past its term, or somebody else's account?
    pub is_grave: bool,
    /// What, and what to do.
    pub text: String,
}

/// An account in a week (周报行).
#[derive(Clone, Debug)]
pub struct WeekLine {
    /// The account.
    pub one: RegisteredAccount,
    /// The day of the newest post that was seen.
    pub newest: Option<NaiveDate>,
    /// Days from then to today.
    pub days: Option<i64>,
    /// Posts of the last seven days.
    pub posts: u64,
    /// What is to be seen to, the gravest first.
    pub warnings: Vec<AccountWarning>,
}

/// A week of all accounts (周报).
#[derive(Clone, Debug)]
pub struct MediaWeek {
    /// First and last day: the seven up to today.
    pub days: [NaiveDate; 2],
    /// The running accounts, and those that are closed and were seen all the same; those with warnings first.
    pub lines: Vec<WeekLine>,
}

/// Days before the term ends from which on a warning is given.
const WARNED: i64 = 4;
/// An account that nobody has looked at for so long is not known.
const LOOKED: TimeDelta = TimeDelta::days(7);
/// The week is made anew so often.
const FRESH: i64 = 300;

/// The accounts of the caller in the last seven days.
///
/// # Errors
/// The store could not.
pub async fn media_week(app: &App, caller: &Caller, standard: &Standard) -> Result<MediaWeek, AppError> {
    let all = whole_week(app, standard).await?;
    let own = all.lines.iter().filter(|line| {
        let body = line.one.organization;
        caller.looks_at(body) && caller.may(Permission::ViewRegister, body)
    });
    Ok(MediaWeek {
        days: all.days,
        lines: own.cloned().collect(),
    })
}

/// All accounts, made once in five minutes.
pub(super) async fn whole_week(app: &App, standard: &Standard) -> Result<Arc<MediaWeek>, AppError> {
    app.weeks.get((), slot(app), make(app, standard)).await
}

/// The five minutes in which we are.
fn slot(app: &App) -> u64 {
    u64::try_from(app.now().timestamp() / FRESH).unwrap_or_default()
}

async fn make(app: &App, standard: &Standard) -> Result<MediaWeek, AppError> {
    let now = app.now();
    let (today, _) = hour_of(now);
    let first = today.checked_sub_days(Days::new(6)).unwrap_or(today);
    let begin = first.pred_opt().and_then(end_of_day).unwrap_or(now);
    let mut tx = app.store.read().await?;
    let accounts = tx.media_accounts().await?;
    let newest = tx.newest_posts().await?;
    let looks = tx.latest_observations(now - LOOKED).await?;
    let counts = tx.count_posts((begin, now)).await?;
    let menus = tx.menus().await?;
    let states = tx.menu_states().await?;
    let mut sources: HashMap<_, Vec<AccountSource>> = HashMap::new();
    for source in tx.account_sources().await? {
        sources.entry(source.account.clone()).or_default().push(source);
    }
    drop(tx);
    let (running, closed): (Vec<_>, Vec<_>) = accounts
        .into_iter()
        .partition(|one| one.account.status == MediaStatus::Running);
    // What is closed is told of only where it was seen all the same.
    let back = closed.into_iter().filter_map(|one| {
        let warning = of_return(&one, looks.get(&one.account.code)?)?;
        Some(WeekLine {
            newest: None,
            days: None,
            posts: counts.get(&one.account.code).copied().unwrap_or_default(),
            warnings: vec![warning],
            one,
        })
    });
    let mut lines: Vec<WeekLine> = running
        .into_iter()
        .map(|one| {
            let code = &one.account.code;
            let look = looks.get(code);
            let case = AccountCase {
                account: &one.account,
                as_of: now,
                observations: look.map_or(&[], std::slice::from_ref),
                sources: newest.get(code).map_or(&[], Vec::as_slice),
                menu: None,
                overlaps: &[],
                mistakes: None,
                flawed: &[],
                repeated: &[],
                download: None,
            };
            let newest = case.newest().map(|(at, _)| hour_of(at).0);
            let mut warnings = Vec::new();
            warnings.extend(of_term(newest, today, standard));
            warnings.extend(of_look(&one, look));
            let own = sources.get(code).map_or(&[][..], Vec::as_slice);
            warnings.extend(own.iter().filter_map(|source| source.warning(today)).map(|text| {
                AccountWarning {
                    is_grave: false,
                    text,
                }
            }));
            warnings.extend(of_menu(menus.get(code).map_or(&[], Vec::as_slice), &states));
            warnings.sort_by_key(|warning| !warning.is_grave);
            WeekLine {
                newest,
                days: newest.map(|day| (today - day).num_days()),
                posts: counts.get(code).copied().unwrap_or_default(),
                warnings,
                one,
            }
        })
        .chain(back)
        .collect();
    lines.sort_by(|a, b| {
        let weight = |line: &WeekLine| {
            let grave = line.warnings.iter().any(|warning| warning.is_grave);
            (!grave, line.warnings.is_empty(), std::cmp::Reverse(line.days))
        };
        weight(a)
            .cmp(&weight(b))
            .then_with(|| a.one.account.code.cmp(&b.one.account.code))
    });
    Ok(MediaWeek {
        days: [first, today],
        lines,
    })
}

fn of_term(newest: Option<NaiveDate>, today: NaiveDate, standard: &Standard) -> Option<AccountWarning> {
    let term = standard.terms.account?;
    let Some(newest) = newest else {
        return Some(AccountWarning {
            is_grave: false,
            text: "还没有看到过发布内容，请报送一篇的链接，或者授权自动查看".to_owned(),
        });
    };
    let until = term.last_day(newest);
    let left = (until - today).num_days();
    (left <= WARNED).then(|| AccountWarning {
        is_grave: left < 0,
        text: match left {
            left if left < 0 => format!(
                "看到的最近发布是{newest}，已超过更新期限{}天；如已更新请报送链接",
                -left
            ),
            left => format!("看到的最近发布是{newest}，还剩{left}天到更新期限"),
        },
    })
}

fn of_look(one: &RegisteredAccount, look: Option<&Observation>) -> Option<AccountWarning> {
    let Some(look) = look else {
        return Some(AccountWarning {
            is_grave: false,
            text: "七天内没有任何观测，检查时将是“未能检测”".to_owned(),
        });
    };
    let (verdict, differences) = compare_identity(&one.account, &look.seen);
    if !verdict.counts() {
        return Some(AccountWarning {
            is_grave: true,
            text: format!("{}看到的{}，请核对台账和平台", look.source, verdict.label()),
        });
    }
    let changed: Vec<&str> = differences.iter().map(|it| it.field.as_str()).collect();
    (!changed.is_empty()).then(|| AccountWarning {
        is_grave: false,
        text: format!("平台上的{}与台账不同，请办理变更", changed.join("、")),
    })
}

/// A closed account that was seen on the platform within the week, and is this one.
fn of_return(one: &RegisteredAccount, look: &Observation) -> Option<AccountWarning> {
    let account = &one.account;
    let is_closed = matches!(account.status, MediaStatus::Retired | MediaStatus::Cancelled);
    let is_there =
        look.outcome == ObservationOutcome::Seen && compare_identity(account, &look.seen).0.counts();
    (is_closed && is_there).then(|| AccountWarning {
        is_grave: true,
        text: format!(
            "台账登记为“{}”，{}于{}仍看到这个账号，请到平台核实，重新办理注销",
            account.status.label(),
            look.source,
            hour_of(look.at).0
        ),
    })
}

fn of_menu<'a>(
    entries: &'a [MenuEntry],
    states: &'a HashMap<String, (DateTime<Utc>, TargetState)>,
) -> impl Iterator<Item = AccountWarning> + 'a {
    entries.iter().filter_map(|entry| {
        let (at, state) = states.get(&entry.address)?;
        (state.class == TargetClass::Broken).then(|| AccountWarning {
            is_grave: false,
            text: format!(
                "菜单“{}”打不开（{}，{}）",
                entry.name,
                state.status,
                hour_of(*at).0
            ),
        })
    })
}

/// What is to be seen to on the accounts of a body (待办数): past their term, near it, with a source in trouble.
pub(super) type AccountCares = HashMap<OrganizationId, [u64; 3]>;

/// What waits for whoever runs accounts: of what is known without looking at each, counted once in five minutes.
pub(super) async fn account_todos(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
) -> Result<Vec<Todo>, AppError> {
    if !caller.user.may_somewhere(Permission::ReportPosts) {
        return Ok(Vec::new());
    }
    let cares = app.cares.get((), slot(app), counted(app, tx)).await?;
    // The tree is walked only where the right does not reach all of it.
    let root = caller.tree.root().map(|root| root.id);
    let is_all = caller.area.is_none() && root.is_some_and(|root| caller.may(Permission::ReportPosts, root));
    let is_mine =
        |body: OrganizationId| is_all || (caller.looks_at(body) && caller.may(Permission::ReportPosts, body));
    let mut sums = [0; 3];
    for (_, counts) in cares.iter().filter(|(body, _)| is_mine(**body)) {
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let texts = [
        "政务新媒体看到的最近发布已超过更新期限",
        "政务新媒体将到更新期限",
        "政务新媒体自动来源授权到期或看不到",
    ];
    let all = texts.into_iter().zip(sums).filter(|(_, count)| *count > 0);
    let todo = |(text, count): (&str, u64)| Todo {
        text: text.to_owned(),
        count,
        until: None,
        link: "/media/week".to_owned(),
    };
    Ok(all.map(todo).collect())
}

async fn counted(app: &App, tx: &mut dyn Tx) -> Result<AccountCares, AppError> {
    let mut cares = AccountCares::new();
    let Some(version) = standard_in_force(app).await? else {
        return Ok(cares);
    };
    let (today, _) = hour_of(app.now());
    let accounts = tx.media_accounts().await?;
    let newest = tx.newest_posts().await?;
    let sources = tx.account_sources().await?;
    let troubled: HashSet<&AccountCode> = sources
        .iter()
        .filter(|source| source.warning(today).is_some())
        .map(|source| &source.account)
        .collect();
    let running = accounts
        .iter()
        .filter(|one| one.account.status == MediaStatus::Running);
    for one in running {
        let own = newest.get(&one.account.code).map_or(&[][..], Vec::as_slice);
        let day = own
            .iter()
            .filter_map(|it| it.newest)
            .max()
            .map(|at| hour_of(at).0);
        let warning = day.and_then(|day| of_term(Some(day), today, &version.standard));
        let found = [
            warning.as_ref().is_some_and(|it| it.is_grave),
            warning.as_ref().is_some_and(|it| !it.is_grave),
            troubled.contains(&one.account.code),
        ];
        if found.contains(&true) {
            let counts = cares.entry(one.organization).or_default();
            for (count, is_so) in counts.iter_mut().zip(found) {
                *count += u64::from(is_so);
            }
        }
    }
    Ok(cares)
}
