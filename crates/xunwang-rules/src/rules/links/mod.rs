//! Whether what a site refers to can be opened (链接).

pub(crate) mod attachment_dead;
pub(crate) mod image_dead;
pub(crate) mod link_dead;
mod target;
