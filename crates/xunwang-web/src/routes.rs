//! Every address of the application, and what it takes to be let in (路由表). What is not here is not served.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get, post};
use http::{Method, StatusCode};
use xunwang_domain::people::Permission;

use crate::guard::guard;
use crate::pages::{
    account, accounts, asset, audit, desk, filings, health, link, login, mismatches, organizations, people,
    set_up, site_import, sites, views, watch,
};
use crate::web::Web;
use crate::{error, headers};

/// What it takes to be let in (准入).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing, and nothing is asked of the store: style, script, health.
    Asset,
    /// Nothing, as long as nobody has been set up.
    SetUp,
    /// Nothing: logging in, links that work once.
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
    page: MethodRouter<Web>,
}

/// All of them.
pub fn routes() -> Vec<Route> {
    use Access::{Anybody, Asset, LoggedIn, Needs, SetUp};
    use Permission::{EditRegister, ManagePeople, ViewAudit, ViewPeople, ViewRegister};
    vec![
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
        shows("/import", Needs(EditRegister), site_import::show),
        takes_files("/import", Needs(EditRegister), site_import::preview_file),
        takes("/import/confirm", Needs(EditRegister), site_import::confirm),
        shows("/import/done", Needs(EditRegister), site_import::done),
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
        shows("/audit", Needs(ViewAudit), audit::list),
        shows("/audit/check", Needs(ViewAudit), audit::check),
    ]
}

/// Spreadsheets with a register are no longer than this.
const LONGEST_FILE: usize = 20 * 1024 * 1024;
/// Everything else.
const LONGEST_BODY: usize = 64 * 1024;

fn shows<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, page: H) -> Route {
    Route {
        method: Method::GET,
        path,
        access,
        page: get(page),
    }
}

fn takes<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, page: H) -> Route {
    Route {
        method: Method::POST,
        path,
        access,
        page: post(page),
    }
}

fn takes_files<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, page: H) -> Route {
    let mut route = takes(path, access, page);
    route.page = route.page.layer(DefaultBodyLimit::max(LONGEST_FILE));
    route
}

/// The application as one service.
pub fn router(web: Web) -> Router {
    let guarded = |access| from_fn_with_state((web.clone(), access), guard);
    let mut router = Router::new();
    for route in routes() {
        router = router.route(route.path, route.page.layer(guarded(route.access)));
    }
    let nothing = get(nothing_here)
        .post(nothing_here)
        .layer(guarded(Access::Anybody));
    router
        .fallback_service(nothing.with_state(web.clone()))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(from_fn(headers::add))
        .with_state(web)
}

async fn nothing_here() -> axum::response::Response {
    error::page(
        StatusCode::NOT_FOUND,
        "没有这个页面",
        "地址可能输错了，或者页面已经移走。请从工作台重新进入。",
    )
}
