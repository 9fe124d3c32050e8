//! What platforms and their tools show of new-media accounts (政务新媒体来源): one file a source, each a pure reader of what was
//! answered and, where something is asked, a client over a port.
//!
//! Invariant: nothing seen is never “no update”. A look that failed, that was cut short or that shows somebody else's account says
//! so; only what a source has really shown becomes a post.

mod feed;
mod platforms;
mod wechat;
mod wechat_article;
mod weibo;
mod weibo_page;

pub use feed::{Feed, FeedError, look_at_feed, read_feed};
pub use platforms::{Places, Platforms};
pub use wechat::{Wechat, WechatSettings};
pub use wechat_article::{Article, ArticleState, read_article};
pub use weibo::{Weibo, WeiboSettings};
pub use weibo_page::look_at_weibo_page;

use xunwang_domain::account::ObservationOutcome;
use xunwang_ports::PlatformFailure;

/// What a failed question becomes.
fn failed(failure: &PlatformFailure) -> ObservationOutcome {
    ObservationOutcome::Failed {
        reason: failure.to_string(),
    }
}
