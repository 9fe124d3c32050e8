//! Whether header and footer carry the marks of a government website (标识).

pub(crate) mod domain_irregular;
mod frame;
pub(crate) mod icp_missing;
pub(crate) mod meta_missing;
mod name;
pub(crate) mod party_mark_missing;
pub(crate) mod police_record_missing;
pub(crate) mod record_number;
pub(crate) mod report_entry_missing;
pub(crate) mod report_entry_wrong;
pub(crate) mod site_code_missing;
pub(crate) mod site_code_wrong;
pub(crate) mod site_name_missing;
pub(crate) mod sponsor_missing;
