//! All sources behind one port (来源汇总): which adapter speaks to which platform.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::account::{AccountCode, AccountLook, AccountSource, SourceWay};
use xunwang_ports::{AccountLooker, Fetcher, PlatformClient};

use crate::wechat_article::look_at_article;
use crate::{Wechat, WechatSettings, Weibo, WeiboSettings, look_at_feed, look_at_weibo_page};

/// Where the platforms are (平台地址).
#[derive(Clone, Debug)]
pub struct Places {
    /// WeChat's interface.
    pub wechat: Url,
    /// Weibo's.
    pub weibo: Url,
    /// Weibo's pages for visitors.
    pub weibo_page: Url,
}

impl Places {
    /// Where they are for everybody.
    ///
    /// # Panics
    /// Never: the addresses are constant.
    pub fn public() -> Self {
        let url = |text: &str| text.parse().expect("a constant address");
        Self {
            wechat: url("https://api.weixin.qq.com/"),
            weibo: url("https://api.weibo.com/"),
            weibo_page: url("https://m.weibo.cn/"),
        }
    }
}

/// All sources (来源汇总).
pub struct Platforms {
    client: Arc<dyn PlatformClient>,
    fetcher: Arc<dyn Fetcher>,
    places: Places,
}

impl Platforms {
    /// Interfaces over the client, feeds over the fetcher.
    pub fn new(client: Arc<dyn PlatformClient>, fetcher: Arc<dyn Fetcher>, places: Places) -> Self {
        Self {
            client,
            fetcher,
            places,
        }
    }
}

#[async_trait]
impl AccountLooker for Platforms {
    async fn look(
        &self,
        source: &AccountSource,
        secret: &str,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> AccountLook {
        let (account, label) = (&source.account, source.way.label());
        match &source.way {
            SourceWay::Wechat { app, is_complete } => {
                let settings = WechatSettings {
                    base: self.places.wechat.clone(),
                    app: app.clone(),
                    secret: secret.to_owned(),
                    is_complete: *is_complete,
                };
                let mut wechat = Wechat::new(&*self.client, &settings);
                wechat.look(account, label, since, now).await
            }
            SourceWay::Weibo => {
                let settings = WeiboSettings {
                    base: self.places.weibo.clone(),
                    token: secret.to_owned(),
                };
                let weibo = Weibo::new(&*self.client, &settings);
                weibo.look(account, label, since, now).await
            }
            SourceWay::Feed { address, is_complete } => {
                look_at_feed(&*self.fetcher, (account, label), address, *is_complete, now).await
            }
            SourceWay::WeiboPage { number } => {
                let base = &self.places.weibo_page;
                look_at_weibo_page(&*self.client, base, number, (account, label), now).await
            }
        }
    }

    async fn look_at_article(
        &self,
        account: &AccountCode,
        address: &Url,
        now: DateTime<Utc>,
    ) -> Option<AccountLook> {
        look_at_article(&*self.fetcher, account, address, now).await
    }
}
