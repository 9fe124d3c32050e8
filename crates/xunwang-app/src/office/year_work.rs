//! The yearly report of work of one site (政府网站工作年度报表; rulebook SV-07), begun with what the register knows of the site: what is
//! not known is left open for its unit to fill in.

use xunwang_domain::people::Permission;
use xunwang_domain::probe::hour_of;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::report::{
    Announcing, Answering, Consulting, Head, Innovating, Interviewing, Messaging, Protecting, Serving,
    Topics, WorkYear,
};
use xunwang_report::press::FileKind;

use super::site_report::reported;
use super::year_reports::file;
use super::{App, AppError, Caller};

/// The report as a file; without a kind, its values as JSON, to be filled in and composed again.
///
/// # Errors
/// There is no such site, the caller may not see it, the year is still to come, or the program has no typesetting.
pub async fn work_year(
    app: &App,
    caller: &Caller,
    code: &SiteCode,
    year: u16,
    kind: Option<FileKind>,
) -> Result<Vec<u8>, AppError> {
    let mut tx = app.store.read().await?;
    let one = tx.site(code).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    if !caller.may(Permission::ViewRegister, one.organization) {
        return Err(AppError::NotFound);
    }
    let values = WorkYear {
        head: Head {
            title: None,
            issuer: one.site.sponsor.clone(),
            number: None,
            issued_on: hour_of(app.now()).0,
            rate_decimals: 1,
        },
        year,
        site: reported(&one.site),
        icp: None,
        police_record: None,
        visitors: None,
        views: None,
        announcing: Announcing::default(),
        topics: Topics::default(),
        answering: Answering::default(),
        serving: Serving::default(),
        messaging: Messaging::default(),
        consulting: Consulting::default(),
        interviewing: Interviewing::default(),
        protecting: Protecting::default(),
        accounts: None,
        innovating: Innovating::default(),
    };
    file(app, &values, kind).await
}
