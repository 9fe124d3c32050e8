//! The table of addresses as one service, with the guard before each and the limits of what is sent (服务).

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use http::{Method, StatusCode};

use crate::guard::guard;
use crate::routes::{Access, Route, routes};
use crate::web::Web;
use crate::{error, headers};

/// Spreadsheets with a register are no longer than this.
const LONGEST_FILE: usize = 20 * 1024 * 1024;
/// Everything else.
const LONGEST_BODY: usize = 64 * 1024;

pub(crate) fn shows<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, page: H) -> Route {
    Route {
        method: Method::GET,
        path,
        access,
        page: get(page),
    }
}

pub(crate) fn takes<H: Handler<T, Web>, T: 'static>(path: &'static str, access: Access, page: H) -> Route {
    Route {
        method: Method::POST,
        path,
        access,
        page: post(page),
    }
}

pub(crate) fn takes_files<H: Handler<T, Web>, T: 'static>(
    path: &'static str,
    access: Access,
    page: H,
) -> Route {
    takes_up_to(path, LONGEST_FILE, access, page)
}

pub(crate) fn takes_up_to<H: Handler<T, Web>, T: 'static>(
    path: &'static str,
    bytes: usize,
    access: Access,
    page: H,
) -> Route {
    let mut route = takes(path, access, page);
    route.page = route.page.layer(DefaultBodyLimit::max(bytes));
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
