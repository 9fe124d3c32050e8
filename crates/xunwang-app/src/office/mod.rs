//! The office at work (办公): people and their rights, the register, the trail of changes.
//!
//! One use case a function: it checks that the caller may, changes what it is about in one transaction, and leaves its trail
//! in the same one.

mod accounts;
mod app;
mod audit;
mod caller;
mod error;
mod filings;
mod homes;
mod links;
mod login;
mod mismatches;
mod organizations;
mod own;
mod password;
mod people;
mod register;
mod register_import;
mod secret;
mod set_up;
mod views;
mod watch;

pub use accounts::{
    AccountsPreview, MOST_ACCOUNTS, Opened, Proposed, bodies_without_operator, open_accounts,
    propose_accounts, propose_accounts_of_sheet,
};
pub use app::App;
pub use audit::{Trail, TrailCheck, check_trail, trail};
pub use caller::Caller;
pub use error::AppError;
pub use filings::{
    LONGEST_PROOF, NewFiling, SiteFiling, StepEntry, begin_filing, complete_filing, enter_step, filing,
    filing_hints, filings, proof_of, withdraw_filing,
};
pub use links::{link_user, set_password};
pub use login::{Attempt, Entered, LoggedIn, LoginRefusal, enter_code, log_in, log_out, session_of};
pub use mismatches::{
    Comparison, Difference, MismatchLine, compare_export, explain_mismatch, register_mismatches,
};
pub use organizations::{add_organization, rename_organization};
pub use own::{
    begin_totp, change_password, confirm_totp, end_other_sessions, key_letters, own_sessions, remove_totp,
};
pub use people::{
    NewUser, Person, UserChange, add_user, change_user, give_link, people, person, set_disabled, unlock,
};
pub use register::{RegisterFilter, RegisterPage, SiteView, register_page, register_sites, site_view};
pub use register_import::{ImportPreview, SiteChange, import, preview};
pub use secret::{Secret, digest_of};
pub use set_up::{SetUp, needs_set_up, offer_set_up, set_up};
pub use views::{remove_view, save_view, saved_views};
pub use watch::{KEPT, Strip, Watch, WatchedSite, availability_indicator, strip, watched_sites};
