//! What platforms and their tools show of new-media accounts (政务新媒体来源): one file a source, each a pure reader of what was
//! answered and, where something is asked, a client over a port.
//!
//! Invariant: nothing seen is never “no update”. A look that failed, that was cut short or that shows somebody else's account says
//! so; only what a source has really shown becomes a post.

mod feed;
mod look;
mod wechat;
mod weibo;

pub use feed::{Feed, FeedError, look_at_feed, read_feed};
pub use look::AccountLook;
pub use wechat::{Wechat, WechatSettings};
pub use weibo::{Weibo, WeiboSettings};
