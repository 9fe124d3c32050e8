//! Where something stands, in the words of findings: `首页正文`, `“通知公告”栏目列表`.

use url::Url;
use xunwang_domain::facts::{PageRegion, SiteCase};

/// Is it the home page?
pub(super) fn is_home(case: &SiteCase<'_>, page: &Url) -> bool {
    *page == case.facts.home.url || *page == case.site.home
}

/// The channel whose page it is.
pub(super) fn channel_at<'a>(case: &SiteCase<'a>, page: &Url) -> Option<&'a str> {
    if is_home(case, page) {
        return None;
    }
    case.facts
        .channels
        .iter()
        .find(|channel| channel.url == *page)
        .map(|channel| channel.name.as_str())
}

/// What a page is called.
pub(super) fn page_name(case: &SiteCase<'_>, page: &Url, channel: Option<&str>) -> String {
    match channel {
        Some(name) => format!("“{name}”栏目"),
        None if is_home(case, page) => "首页".to_owned(),
        None => "内页".to_owned(),
    }
}

/// What a region of it is called.
pub(super) fn region_name(region: PageRegion, channel: Option<&str>) -> &'static str {
    match (region, channel) {
        // After “…”栏目 the word need not come again.
        (PageRegion::Channel, Some(_)) => "列表",
        (region, _) => region.label(),
    }
}
