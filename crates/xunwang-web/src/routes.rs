//! Every address of the application, and what it takes to be let in (路由表). What is not here is not served.

mod media;
mod messages;
mod rectification;

use axum::routing::MethodRouter;
use http::Method;
use xunwang_domain::people::Permission;

use crate::pages::{
    account, accounts, asset, audit, checklist, decide, desk, filings, finding_messages, gate, health,
    judgement, link, login, manual, mismatches, organizations, paper, paper_data, paper_final, paper_return,
    paper_template, papers, patrols, people, problems, public_data, public_feed, public_list, public_paper,
    queue, rejudge, report, report_body, report_message, report_results, review, round_new, rounds, set_up,
    settings, site_import, sites, source, standard_compare, standard_files, standard_head, standard_row,
    standard_row_form, standards, template_edit, templates, views, watch, year_reports,
};
use crate::router::{shows, takes, takes_files, takes_up_to};
use crate::web::Web;

/// What it takes to be let in (准入).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing, and nothing is asked of the store: style, script, health.
    Asset,
    /// Nothing, as long as nobody has been set up.
    SetUp,
    /// Nothing: logging in, links that work once, what the office has made public, the public form.
    Anybody,
    /// Somebody who is logged in, whatever the role.
    LoggedIn,
    /// Somebody who holds this right somewhere; the use case then asks whether it reaches the object.
    Needs(Permission),
}

/// An address (路由).
pub struct Route {
    /// GET, or POST for what changes something.
    pub method: Method,
    /// The address, with its parameters in braces.
    pub path: &'static str,
    /// What it takes to be let in.
    pub access: Access,
    pub(crate) page: MethodRouter<Web>,
}

/// All of them.
pub fn routes() -> Vec<Route> {
    use Access::{Anybody, Asset, LoggedIn, Needs, SetUp};
    use Permission::{
        ApproveVetoes, DraftPapers, EditRegister, EditSettings, EditStandards, EditTemplates, LinkFeedback,
        ManagePeople, ManageRounds, RaiseObjections, ReviewFindings, SignPapers, ViewAudit, ViewPapers,
        ViewPeople, ViewProblems, ViewRegister, ViewRounds, ViewStandards,
    };
    let mut all = vec![
        shows("/healthz", Asset, health::show),
        shows("/assets/{name}", Asset, asset::show),
        shows("/setup", SetUp, set_up::show),
        takes("/setup", SetUp, set_up::save),
        shows("/login", Anybody, login::show),
        takes("/login", Anybody, login::enter),
        shows("/login/code", Anybody, login::show_code),
        takes("/login/code", Anybody, login::enter_code),
        shows("/password/{secret}", Anybody, link::show),
        takes("/password/{secret}", Anybody, link::save),
        shows("/open", Anybody, public_list::show),
        shows("/open/feed.atom", Anybody, public_feed::show),
        shows("/open/{paper}", Anybody, public_paper::show),
        shows("/open/{paper}/circular.pdf", Anybody, public_paper::pdf),
        shows("/open/{paper}/data.csv", Anybody, public_data::show_csv),
        shows("/open/{paper}/data.json", Anybody, public_data::show_json),
        shows("/report", Anybody, report::show),
        takes_up_to("/report", report_body::LONGEST_REPORT, Anybody, report::send),
        shows("/report/similar", Anybody, report::similar),
        takes("/report/similar", Anybody, report::similar_to),
        shows("/report/query", Anybody, report_message::query),
        shows("/report/results", Anybody, report_results::show),
        shows("/report/{code}", Anybody, report_message::show),
        takes("/report/{code}/reopen", Anybody, report_message::reopen),
        takes("/logout", LoggedIn, login::leave),
        shows("/", LoggedIn, desk::show),
        shows("/account", LoggedIn, account::show),
        takes("/account/password", LoggedIn, account::change_password),
        shows("/account/totp", LoggedIn, account::offer_totp),
        takes("/account/totp", LoggedIn, account::confirm_totp),
        takes("/account/totp/remove", LoggedIn, account::remove_totp),
        takes("/account/sessions/end", LoggedIn, account::end_sessions),
        shows("/sites", Needs(ViewRegister), sites::list),
        takes("/sites/views", Needs(ViewRegister), views::save),
        takes("/sites/views/remove", Needs(ViewRegister), views::remove),
        shows("/sites.csv", Needs(ViewRegister), sites::export_csv),
        shows("/sites.xlsx", Needs(ViewRegister), sites::export_xlsx),
        shows("/sites/{code}", Needs(ViewRegister), sites::show),
        shows("/sites/{code}/work-year", Needs(ViewRegister), year_reports::work),
        shows("/sites/{code}/filings/new", Needs(EditRegister), filings::blank),
        takes("/sites/{code}/filings", Needs(EditRegister), filings::begin),
        shows("/filings", Needs(ViewRegister), filings::list),
        shows("/filings/{filing}", Needs(ViewRegister), filings::show),
        takes_files(
            "/filings/{filing}/steps/{step}",
            Needs(EditRegister),
            filings::enter,
        ),
        takes(
            "/filings/{filing}/complete",
            Needs(EditRegister),
            filings::complete,
        ),
        takes(
            "/filings/{filing}/withdraw",
            Needs(EditRegister),
            filings::withdraw,
        ),
        shows(
            "/filings/{filing}/proofs/{step}",
            Needs(ViewRegister),
            filings::proof,
        ),
        shows("/mismatches", Needs(ViewRegister), mismatches::show),
        takes("/mismatches/explain", Needs(EditRegister), mismatches::explain),
        takes_files("/mismatches/compare", Needs(EditRegister), mismatches::compare),
        shows("/watch", Needs(ViewRegister), watch::show),
        shows("/patrols", Needs(ViewRegister), patrols::show),
        shows("/patrols/progress", Needs(ViewRegister), patrols::progress),
        shows("/import", Needs(EditRegister), site_import::show),
        takes_files("/import", Needs(EditRegister), site_import::preview_file),
        takes("/import/confirm", Needs(EditRegister), site_import::confirm),
        shows("/import/done", Needs(EditRegister), site_import::done),
        shows("/rounds", Needs(ViewRounds), rounds::list),
        shows("/rounds/new", Needs(ManageRounds), round_new::blank),
        takes("/rounds", Needs(ManageRounds), round_new::open),
        shows("/rounds/{round}", Needs(ViewRounds), rounds::show),
        shows("/rounds/{round}/progress", Needs(ViewRounds), rounds::progress),
        takes("/rounds/{round}/collect", Needs(ManageRounds), rounds::collect),
        takes(
            "/rounds/{round}/objections",
            Needs(ManageRounds),
            rounds::objections,
        ),
        takes("/rounds/{round}/additions", Needs(ManageRounds), rounds::add),
        takes(
            "/rounds/{round}/removals/{code}",
            Needs(ManageRounds),
            rounds::remove,
        ),
        takes(
            "/rounds/{round}/removals/{code}/settle",
            Needs(ManageRounds),
            rounds::settle,
        ),
        shows("/rounds/{round}/gate", Needs(ViewRounds), gate::show),
        takes("/rounds/{round}/gate", Needs(ManageRounds), gate::settle),
        shows("/rounds/{round}/manual", Needs(ViewRounds), manual::list),
        takes("/rounds/{round}/manual", Needs(ManageRounds), manual::plan),
        shows("/rounds/{round}/manual/{code}", Needs(ViewRounds), manual::show),
        takes_files(
            "/rounds/{round}/manual/{code}/{indicator}",
            Needs(ReviewFindings),
            manual::enter,
        ),
        shows(
            "/rounds/{round}/manual/{code}/{indicator}/picture",
            Needs(ViewRounds),
            manual::picture,
        ),
        shows("/rounds/{round}/judgement", Needs(ViewRounds), judgement::show),
        takes("/rounds/{round}/judgement", Needs(ManageRounds), judgement::judge),
        takes(
            "/rounds/{round}/judgement/reopen",
            Needs(ManageRounds),
            judgement::reopen,
        ),
        shows(
            "/rounds/{round}/judgement/{code}",
            Needs(ViewRounds),
            judgement::site,
        ),
        shows(
            "/rounds/{round}/judgement/{code}/report",
            Needs(ViewProblems),
            judgement::report,
        ),
        shows("/rounds/{round}/rejudge", Needs(ViewRounds), rejudge::show),
        shows("/review", Needs(ViewRounds), queue::latest),
        shows("/rounds/{round}/review", Needs(ViewRounds), queue::list),
        shows("/rounds/{round}/review/first", Needs(ViewRounds), queue::first),
        shows("/findings/{finding}", Needs(ViewRounds), review::show),
        takes("/findings/{finding}", Needs(ReviewFindings), decide::decide),
        takes("/findings/{finding}/undo", Needs(ReviewFindings), decide::undo),
        takes(
            "/findings/{finding}/exception",
            Needs(ReviewFindings),
            decide::except,
        ),
        takes(
            "/findings/{finding}/messages",
            Needs(LinkFeedback),
            finding_messages::link,
        ),
        takes(
            "/findings/{finding}/messages/{feedback}/unlink",
            Needs(LinkFeedback),
            finding_messages::unlink,
        ),
        shows("/findings/{finding}/source", Needs(ViewRounds), source::show),
        shows("/problems", Needs(ViewProblems), problems::latest),
        shows("/rounds/{round}/problems", Needs(ViewProblems), problems::list),
        shows(
            "/rounds/{round}/problems/{code}/{indicator}",
            Needs(ViewProblems),
            problems::show,
        ),
        takes(
            "/rounds/{round}/problems/{code}/{indicator}/approve",
            Needs(ApproveVetoes),
            problems::approve,
        ),
        takes_files(
            "/rounds/{round}/problems/{code}/{indicator}/object",
            Needs(RaiseObjections),
            problems::object,
        ),
        takes(
            "/rounds/{round}/problems/{code}/{indicator}/answer",
            Needs(ManageRounds),
            problems::answer,
        ),
        shows(
            "/rounds/{round}/problems/{code}/{indicator}/proofs/{number}",
            Needs(ViewProblems),
            problems::proof,
        ),
        shows("/rounds/{round}/checklist", Needs(ManageRounds), checklist::show),
        shows(
            "/rounds/{round}/checklist.xlsx",
            Needs(ManageRounds),
            checklist::sheet,
        ),
        takes_files(
            "/rounds/{round}/checklist",
            Needs(ManageRounds),
            checklist::preview,
        ),
        takes(
            "/rounds/{round}/checklist/take",
            Needs(ManageRounds),
            checklist::take,
        ),
        shows("/papers", Needs(ViewPapers), papers::list),
        takes("/papers", Needs(DraftPapers), papers::begin),
        shows(
            "/papers/yearly/{organization}",
            Needs(ViewPapers),
            year_reports::list,
        ),
        shows(
            "/papers/yearly/{organization}/file",
            Needs(ViewPapers),
            year_reports::file,
        ),
        shows("/papers/{paper}", Needs(ViewPapers), paper::show),
        takes(
            "/papers/{paper}/passages/{place}",
            Needs(DraftPapers),
            paper::passage,
        ),
        takes("/papers/{paper}/redraft", Needs(DraftPapers), paper::again),
        takes("/papers/{paper}/move", Needs(DraftPapers), paper::step),
        takes("/papers/{paper}/sign", Needs(SignPapers), paper::sign),
        takes("/papers/{paper}/public", Needs(DraftPapers), paper::public),
        shows("/papers/{paper}/files/{file}", Needs(ViewPapers), paper::file),
        takes_files("/papers/{paper}/return", Needs(DraftPapers), paper_return::show),
        takes(
            "/papers/{paper}/return/take",
            Needs(DraftPapers),
            paper_return::take,
        ),
        takes_files(
            "/papers/{paper}/template",
            Needs(DraftPapers),
            paper_template::put,
        ),
        takes(
            "/papers/{paper}/template/remove",
            Needs(DraftPapers),
            paper_template::remove,
        ),
        shows("/papers/{paper}/final", Needs(ViewPapers), paper_final::show),
        takes_files("/papers/{paper}/final", Needs(DraftPapers), paper_final::add),
        takes(
            "/papers/{paper}/final/{number}",
            Needs(DraftPapers),
            paper_final::settle,
        ),
        shows("/papers/{paper}/data", Needs(ViewPapers), paper_data::show),
        takes("/papers/{paper}/head", Needs(DraftPapers), paper_data::head),
        takes_files("/papers/{paper}/facts", Needs(DraftPapers), paper_data::facts),
        takes("/papers/{paper}/naming", Needs(DraftPapers), paper_data::naming),
        shows("/papers/{paper}/rows", Needs(ViewPapers), paper_data::rows),
        shows(
            "/papers/{paper}/versions/{version}",
            Needs(ViewPapers),
            paper_data::version,
        ),
        takes(
            "/papers/{paper}/versions/{version}",
            Needs(DraftPapers),
            paper_data::restore,
        ),
        shows("/templates", Needs(ViewPapers), templates::list),
        takes("/templates", Needs(EditTemplates), templates::restore),
        shows("/templates/file", Needs(ViewPapers), templates::file),
        takes_files("/templates/file", Needs(EditTemplates), templates::upload),
        shows("/templates/sentence", Needs(ViewPapers), template_edit::show),
        takes("/templates/sentence", Needs(EditTemplates), template_edit::save),
        shows("/standards", Needs(ViewStandards), standards::list),
        takes("/standards", Needs(EditStandards), standards::draft),
        shows("/standards/compare", Needs(ViewStandards), standard_compare::show),
        shows("/standards/{version}", Needs(ViewStandards), standards::show),
        shows(
            "/standards/{version}/toml",
            Needs(ViewStandards),
            standard_files::toml,
        ),
        shows(
            "/standards/{version}/xlsx",
            Needs(ViewStandards),
            standard_files::xlsx,
        ),
        takes(
            "/standards/{version}/enable",
            Needs(EditStandards),
            standards::enable,
        ),
        takes(
            "/standards/{version}/withdraw",
            Needs(EditStandards),
            standards::withdraw,
        ),
        shows(
            "/standards/{version}/head",
            Needs(EditStandards),
            standard_head::form,
        ),
        takes(
            "/standards/{version}/head",
            Needs(EditStandards),
            standard_head::save,
        ),
        takes(
            "/standards/{version}/rows",
            Needs(EditStandards),
            standard_row_form::add,
        ),
        shows(
            "/standards/{version}/rows/new",
            Needs(EditStandards),
            standard_row_form::blank,
        ),
        shows(
            "/standards/{version}/rows/{row}",
            Needs(ViewStandards),
            standard_row::show,
        ),
        takes(
            "/standards/{version}/rows/{row}",
            Needs(EditStandards),
            standard_row_form::save,
        ),
        shows(
            "/standards/{version}/rows/{row}/edit",
            Needs(EditStandards),
            standard_row_form::form,
        ),
        takes(
            "/standards/{version}/rows/{row}/remove",
            Needs(EditStandards),
            standard_row::remove,
        ),
        takes(
            "/standards/{version}/rows/{row}/confirm",
            Needs(EditStandards),
            standard_row::confirm,
        ),
        takes(
            "/standards/{version}/rows/{row}/unconfirm",
            Needs(EditStandards),
            standard_row::unconfirm,
        ),
        shows("/people", Needs(ViewPeople), people::list),
        shows("/people/new", Needs(ManagePeople), people::blank),
        takes("/people", Needs(ManagePeople), people::add),
        shows("/people/accounts", Needs(ManagePeople), accounts::show),
        shows(
            "/people/accounts/sheet.xlsx",
            Needs(ManagePeople),
            accounts::blank_sheet,
        ),
        takes(
            "/people/accounts/preview",
            Needs(ManagePeople),
            accounts::preview_bodies,
        ),
        takes_files(
            "/people/accounts/sheet",
            Needs(ManagePeople),
            accounts::preview_sheet,
        ),
        takes("/people/accounts", Needs(ManagePeople), accounts::open),
        shows("/people/{user}", Needs(ViewPeople), people::show),
        takes("/people/{user}", Needs(ManagePeople), people::save),
        takes("/people/{user}/disable", Needs(ManagePeople), people::disable),
        takes("/people/{user}/enable", Needs(ManagePeople), people::enable),
        takes("/people/{user}/link", Needs(ManagePeople), people::give_link_page),
        takes(
            "/people/{user}/unlock",
            Needs(ManagePeople),
            people::unlock_person,
        ),
        shows("/organizations", Needs(ViewPeople), organizations::list),
        takes("/organizations", Needs(ManagePeople), organizations::add),
        takes(
            "/organizations/{organization}",
            Needs(ManagePeople),
            organizations::rename,
        ),
        shows("/settings", Needs(EditSettings), settings::show),
        takes(
            "/settings/public-form",
            Needs(EditSettings),
            settings::public_form,
        ),
        shows("/audit", Needs(ViewAudit), audit::list),
        shows("/audit/check", Needs(ViewAudit), audit::check),
    ];
    all.extend(media::routes());
    all.extend(messages::routes());
    all.extend(rectification::routes());
    all
}
