//! The addresses of rectification (整改).

use xunwang_domain::people::Permission;

use super::{Access, Route};
use crate::pages::{rectify, rectify_elsewhere, rectify_ledger, rectify_one};
use crate::router::{shows, takes, takes_files};

pub(super) fn routes() -> Vec<Route> {
    use Access::Needs;
    use Permission::{HandleRectifications, ManageRectifications, ViewRectifications};
    vec![
        shows("/rectifications", Needs(ViewRectifications), rectify::list),
        takes("/rectifications/bulk", Needs(HandleRectifications), rectify::bulk),
        takes("/rectifications/open", Needs(ManageRectifications), rectify::open),
        shows(
            "/rectifications.xlsx",
            Needs(ViewRectifications),
            rectify_ledger::sheet,
        ),
        shows(
            "/rectifications/notice.docx",
            Needs(ManageRectifications),
            rectify_ledger::notice,
        ),
        shows(
            "/rectifications/ledger",
            Needs(HandleRectifications),
            rectify_ledger::show,
        ),
        takes_files(
            "/rectifications/ledger",
            Needs(HandleRectifications),
            rectify_ledger::preview,
        ),
        takes(
            "/rectifications/ledger/take",
            Needs(HandleRectifications),
            rectify_ledger::take,
        ),
        shows(
            "/rectifications/{rectification}",
            Needs(ViewRectifications),
            rectify_one::show,
        ),
        takes_files(
            "/rectifications/{rectification}/answer",
            Needs(HandleRectifications),
            rectify_one::answer,
        ),
        takes(
            "/rectifications/{rectification}/steps/{action}",
            Needs(HandleRectifications),
            rectify_one::act,
        ),
        shows(
            "/rectifications/{rectification}/elsewhere",
            Needs(ManageRectifications),
            rectify_elsewhere::show,
        ),
        takes(
            "/rectifications/{rectification}/elsewhere",
            Needs(ManageRectifications),
            rectify_elsewhere::ask,
        ),
        shows(
            "/rectifications/{rectification}/files/{sha256}",
            Needs(ViewRectifications),
            rectify_one::file,
        ),
    ]
}
