//! The addresses of error reports (找错留言) in the office; those of the public stand with the rest.

use xunwang_domain::people::Permission::{HandleFeedback, ImportFeedback, ManageFeedback, ViewFeedback};

use super::Access::Needs;
use super::Route;
use crate::pages::{feedback, feedback_behind, feedback_desk, feedback_look, feedback_new, feedback_one};
use crate::router::{shows, takes, takes_files};

/// All of them.
pub(super) fn routes() -> Vec<Route> {
    vec![
        shows("/feedback", Needs(ViewFeedback), feedback::list),
        takes("/feedback/bulk", Needs(ManageFeedback), feedback::bulk),
        shows("/feedback.csv", Needs(ViewFeedback), feedback_desk::export_csv),
        shows("/feedback/figures", Needs(ViewFeedback), feedback_desk::figures),
        shows("/feedback/summary", Needs(ViewFeedback), feedback_desk::summary),
        shows("/feedback/new", Needs(ManageFeedback), feedback_new::show),
        takes("/feedback/new", Needs(ManageFeedback), feedback_new::save),
        shows(
            "/feedback/import",
            Needs(ImportFeedback),
            feedback_desk::import_form,
        ),
        takes_files("/feedback/import", Needs(ImportFeedback), feedback_desk::import),
        shows(
            "/feedback/calendar",
            Needs(ImportFeedback),
            feedback_desk::calendar,
        ),
        takes(
            "/feedback/calendar",
            Needs(ImportFeedback),
            feedback_desk::save_calendar,
        ),
        shows("/feedback/{feedback}", Needs(ViewFeedback), feedback_one::show),
        takes(
            "/feedback/{feedback}/steps/{action}",
            Needs(HandleFeedback),
            feedback_one::act,
        ),
        takes_files(
            "/feedback/{feedback}/draft",
            Needs(HandleFeedback),
            feedback_one::draft,
        ),
        takes(
            "/feedback/{feedback}/send",
            Needs(HandleFeedback),
            feedback_one::send,
        ),
        takes(
            "/feedback/{feedback}/check",
            Needs(HandleFeedback),
            feedback_one::check,
        ),
        takes(
            "/feedback/{feedback}/private",
            Needs(HandleFeedback),
            feedback_one::private,
        ),
        shows(
            "/feedback/{feedback}/files/{sha256}",
            Needs(ViewFeedback),
            feedback_one::file,
        ),
        shows(
            "/feedback/{feedback}/looks/{look}",
            Needs(HandleFeedback),
            feedback_look::show,
        ),
        takes(
            "/feedback/{feedback}/urge",
            Needs(ManageFeedback),
            feedback_one::urge,
        ),
        takes(
            "/feedback/{feedback}/finding",
            Needs(ManageFeedback),
            feedback_behind::make,
        ),
    ]
}
