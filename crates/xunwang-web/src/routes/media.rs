//! The addresses of new-media accounts (政务新媒体).

use xunwang_domain::people::Permission;

use super::{Access, Route};
use crate::pages::{media, media_account, media_filing, media_import};
use crate::router::{shows, takes, takes_files};

pub(super) fn routes() -> Vec<Route> {
    use Access::Needs;
    use Permission::{CheckAccounts, EditRegister, ReportPosts, ViewRegister};
    vec![
        shows("/media", Needs(ViewRegister), media::list),
        shows("/media.csv", Needs(ViewRegister), media::export_csv),
        shows("/media.xlsx", Needs(ViewRegister), media::export_xlsx),
        shows("/media/import", Needs(EditRegister), media_import::show),
        takes_files("/media/import", Needs(EditRegister), media_import::preview_file),
        takes(
            "/media/import/confirm",
            Needs(EditRegister),
            media_import::confirm,
        ),
        shows("/media/{account}", Needs(ViewRegister), media_account::show),
        takes_files(
            "/media/{account}/posts",
            Needs(ReportPosts),
            media_account::report,
        ),
        takes_files(
            "/media/{account}/checks",
            Needs(CheckAccounts),
            media_account::check,
        ),
        shows(
            "/media/{account}/files/{sha256}",
            Needs(ViewRegister),
            media_account::screenshot,
        ),
        shows(
            "/media/{account}/filings/new",
            Needs(EditRegister),
            media_filing::blank,
        ),
        takes(
            "/media/{account}/filings",
            Needs(EditRegister),
            media_filing::begin,
        ),
    ]
}
