//! Whether the site is safe to visit (安全).

pub(crate) mod certificate_invalid;
