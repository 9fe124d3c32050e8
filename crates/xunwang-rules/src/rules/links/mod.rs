//! Whether what a site refers to can be opened (链接), and is what it should be.

pub(crate) mod attachment_dead;
pub(crate) mod bodies;
pub(crate) mod fragment_dead;
pub(crate) mod image_dead;
pub(crate) mod link_advert;
pub(crate) mod link_dead;
pub(crate) mod link_hijacked;
pub(crate) mod link_mismatch;
pub(crate) mod link_soft_404;
mod target;
