//! The demo's office (演示的办公环境): people of every role, the register, and a round whose collection is the inspection just
//! made, up for review.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::NaiveDate;
use xunwang_app::inspection::SiteOutcome;
use xunwang_app::office::{
    App, AppError, Caller, Collector, NewRound, NewUser, SetUp, UserChange, add_user, adopt_inspection,
    import, offer_set_up, open_round, preview, set_password, set_up,
};
use xunwang_domain::circular::Quarter;
use xunwang_domain::judgement::Judgement;
use xunwang_domain::organization::{OrganizationId, Organizations};
use xunwang_domain::people::{Grant, Role};
use xunwang_domain::round::{RoundDates, RoundId, RoundScope};
use xunwang_fleet::Fleet;
use xunwang_ports::{Chance as _, Clock as _, SystemChance, SystemClock};
use xunwang_sheet::SheetRows;

use super::super::Failure;
use super::super::office::Office;
use crate::moment;
use crate::table::Table;

/// Somebody of the office: login name, name, roles. Names that nobody bears.
type Member = (&'static str, &'static str, &'static [Role]);

const ADMINISTRATOR: Member = ("guanli", "演示管理员", &[Role::Administrator]);
const STAFF: [Member; 5] = [
    ("jianguan", "演示监管员甲", &[Role::Supervisor]),
    ("jianguan2", "演示监管员乙", &[Role::Supervisor]),
    ("fuhe", "演示复核员", &[Role::Reviewer, Role::Confidant]),
    ("shending", "演示审定人", &[Role::Approver]),
    ("shenji", "演示审计员", &[Role::Auditor]),
];
const OPERATOR: Member = ("zhuban", "演示主办单位人员", &[Role::Operator]);
const OFFICE: &str = "示例省人民政府办公厅";

/// What the demo's round is about.
pub(super) struct Quarterly<'a> {
    pub(super) fleet: &'a Fleet,
    pub(super) outcomes: &'a [SiteOutcome],
    /// The sampling window.
    pub(super) window: [NaiveDate; 2],
    pub(super) issue_on: NaiveDate,
}

/// Furnishes an empty office; returns the password of its people, which nobody can be told again.
pub(super) async fn furnish(
    office: &Office,
    data: &Path,
    quarterly: &Quarterly<'_>,
    collector: &Collector,
) -> Result<String, Failure> {
    let password = fresh_password();
    let made = async {
        let round = found(office, quarterly, &password).await?;
        link_inspection(data, round)
            .map_err(|error| AppError::Refused(format!("不能把检查结果放进 {}：{error}", data.display())))?;
        let supervisor = caller(office, STAFF[0].0).await?;
        adopt_inspection(&office.app, &supervisor, round).await?;
        collector.collect_due().await
    };
    made.await.context("演示的办公环境没有建成")?;
    Ok(password)
}

/// People and roles, as the terminal shows them.
pub(super) fn staff_table() -> String {
    let mut table = Table::new(["角色", "登录名"]);
    for (account, _, roles) in [&[ADMINISTRATOR][..], &STAFF, &[OPERATOR]].concat() {
        let labels: Vec<_> = roles.iter().map(|role| role.label()).collect();
        table.add([labels.join("、"), account.to_owned()]);
    }
    table.to_string()
}

/// People, register and round, each by who may make it.
async fn found(office: &Office, quarterly: &Quarterly<'_>, password: &str) -> Result<RoundId, AppError> {
    let app = &office.app;
    let token = offer_set_up(app).await?;
    let token = token.ok_or_else(|| AppError::Refused("这个文件夹里已有办公数据".to_owned()))?;
    let (account, name, _) = ADMINISTRATOR;
    let first = SetUp {
        office: OFFICE.to_owned(),
        name: name.to_owned(),
        account: account.to_owned(),
        password: password.to_owned(),
        address: String::new(),
    };
    set_up(app, &token, &first).await?;
    let administrator = caller(office, account).await?;
    let top = administrator.tree.root().ok_or(AppError::NotFound)?.id;
    for member in STAFF {
        engage(app, &administrator, member, top, password).await?;
    }
    let supervisor = caller(office, STAFF[0].0).await?;
    let shown = preview(app, &supervisor, "register.xlsx", register(quarterly.fleet)?).await?;
    import(app, &supervisor, &shown.mark).await?;
    let administrator = caller(office, account).await?;
    let body = body_with_failures(office, quarterly.outcomes)
        .await?
        .unwrap_or(top);
    engage(app, &administrator, OPERATOR, body, password).await?;
    let supervisor = caller(office, STAFF[0].0).await?;
    let new = NewRound {
        quarter: Quarter::of(quarterly.window[1]),
        organization: top,
        dates: RoundDates {
            // The register was imported just now: on no earlier day did it hold a site.
            roster_day: moment::chinese_day(SystemClock.now()),
            window: quarterly.window,
            message_window: quarterly.window,
            issue_on: quarterly.issue_on,
        },
        scope: RoundScope::Full,
        standard: None,
    };
    open_round(app, &supervisor, new).await
}

/// A person with roles for a branch, who can log in at once.
async fn engage(
    app: &App,
    administrator: &Caller,
    (account, name, roles): Member,
    organization: OrganizationId,
    password: &str,
) -> Result<(), AppError> {
    let new = NewUser {
        account: account.to_owned(),
        change: UserChange {
            name: name.to_owned(),
            organization,
            grants: roles.iter().map(|&role| Grant { role, organization }).collect(),
        },
    };
    let (_, link) = add_user(app, administrator, &new).await?;
    set_password(app, &link, password, "").await
}

/// Somebody of the office, as of now.
async fn caller(office: &Office, account: &str) -> Result<Caller, AppError> {
    let mut tx = office.store.read().await?;
    Ok(Caller {
        user: tx.user_of_account(account).await?.ok_or(AppError::NotFound)?,
        tree: Arc::new(Organizations::new(tx.organizations().await?)),
        address: String::new(),
        area: None,
    })
}

/// The body that has something to answer: the one of the first site that failed.
async fn body_with_failures(
    office: &Office,
    outcomes: &[SiteOutcome],
) -> Result<Option<OrganizationId>, AppError> {
    let mut judged = outcomes.iter().map(|outcome| &outcome.judgement);
    let Some(failed) = judged.find(|site| site.judgement == Judgement::Unqualified) else {
        return Ok(None);
    };
    let site = office.store.read().await?.site(&failed.site_code).await?;
    Ok(site.map(|site| site.organization))
}

/// The register of the fleet with its channels, as an office would hand it in.
fn register(fleet: &Fleet) -> Result<Vec<u8>, AppError> {
    let rows = |text: &str| {
        let read = xunwang_sheet::read("register.csv", text.as_bytes());
        let read = read.map_err(|error| AppError::Refused(error.to_string()))?;
        let grids = read.sheets.into_iter().flat_map(|grid| grid.rows);
        let texts = grids.map(|row| row.cells.into_iter().map(|cell| cell.text).collect());
        Ok::<Vec<Vec<String>>, AppError>(texts.collect())
    };
    let (sites, channels) = (rows(&fleet.register_csv())?, rows(&fleet.channels_csv())?);
    let sheets = [("网站", &sites), ("栏目", &channels)].map(|(name, rows)| SheetRows { name, rows });
    xunwang_sheet::write(&sheets).map_err(|error| AppError::Refused(error.to_string()))
}

/// The result folder, which holds the office, is the round's folder: nothing is copied, and it may be moved as a whole.
fn link_inspection(data: &Path, round: RoundId) -> std::io::Result<()> {
    let rounds = data.join("rounds");
    std::fs::create_dir_all(&rounds)?;
    std::os::unix::fs::symlink("../..", rounds.join(round.0.to_string()))
}

/// Four groups of letters and digits that are not taken for one another: 80 bits.
fn fresh_password() -> String {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut chance = [0; 16];
    SystemChance.fill(&mut chance);
    let groups = chance.chunks(4).map(|group| {
        let signs = group.iter().map(|byte| SIGNS[usize::from(byte % 32)] as char);
        signs.collect::<String>()
    });
    groups.collect::<Vec<_>>().join("-")
}
