//! The addresses of new-media accounts (政务新媒体).

use xunwang_domain::people::Permission;

use super::{Access, Route};
use crate::pages::{
    media, media_account, media_desk, media_filing, media_import, media_result, media_round, media_source,
    media_tool, media_unknown, media_week,
};
use crate::router::{shows, takes, takes_files};

pub(super) fn routes() -> Vec<Route> {
    use Access::Needs;
    use Permission::{
        ApproveVetoes, CheckAccounts, EditRegister, ManageRounds, ReportPosts, ReviewFindings, ViewRegister,
        ViewRounds,
    };
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
        shows("/media/tool", Needs(EditRegister), media_tool::show),
        takes_files("/media/tool", Needs(EditRegister), media_tool::preview),
        takes("/media/tool/confirm", Needs(EditRegister), media_tool::confirm),
        shows("/media/week", Needs(ViewRegister), media_week::show),
        shows("/media/week.xlsx", Needs(ViewRegister), media_week::export),
        shows("/media/unregistered", Needs(ViewRegister), media_unknown::list),
        takes("/media/unregistered", Needs(EditRegister), media_unknown::decide),
        takes_files(
            "/media/unregistered/search",
            Needs(EditRegister),
            media_unknown::import,
        ),
        shows("/media/desk", Needs(CheckAccounts), media_desk::show),
        takes_files("/media/desk/{account}", Needs(CheckAccounts), media_desk::keep),
        shows(
            "/media/desk/{account}/shot",
            Needs(CheckAccounts),
            media_desk::shot,
        ),
        shows("/shots/{secret}", Access::Anybody, media_desk::telephone),
        takes_files("/shots/{secret}", Access::Anybody, media_desk::take),
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
        takes(
            "/media/{account}/sources/{way}",
            Needs(ReportPosts),
            media_source::set,
        ),
        takes(
            "/media/{account}/sources/{way}/look",
            Needs(ReportPosts),
            media_source::look,
        ),
        takes(
            "/media/{account}/sources/{way}/drop",
            Needs(ReportPosts),
            media_source::drop,
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
        shows("/rounds/{round}/media", Needs(ViewRounds), media_round::list),
        takes("/rounds/{round}/media", Needs(ManageRounds), media_round::ask),
        takes("/rounds/{round}/media/bulk", Needs(ViewRounds), media_round::bulk),
        takes(
            "/rounds/{round}/media/accept",
            Needs(ManageRounds),
            media_round::accept,
        ),
        shows(
            "/rounds/{round}/media/{account}",
            Needs(ViewRounds),
            media_result::show,
        ),
        takes(
            "/rounds/{round}/media/{account}/review",
            Needs(ReviewFindings),
            media_result::say,
        ),
        takes(
            "/rounds/{round}/media/{account}/approval",
            Needs(ApproveVetoes),
            media_result::say,
        ),
        takes(
            "/rounds/{round}/media/{account}/naming",
            Needs(ManageRounds),
            media_result::say,
        ),
        takes(
            "/rounds/{round}/media/{account}/adopt",
            Needs(ReviewFindings),
            media_result::adopt,
        ),
        takes_files(
            "/rounds/{round}/media/{account}/found",
            Needs(ReviewFindings),
            media_result::find,
        ),
        shows(
            "/rounds/{round}/media/{account}/files/{sha256}",
            Needs(ViewRounds),
            media_result::screenshot,
        ),
    ]
}
