//! Advertisements (商业广告): hosts that deliver nothing else, and pages of shops that only call upon people to buy.

use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::facts::PageFacts;

use super::hijack::{is_public, speaks_against};
use super::words::{MOST_OF_A_NOTICE, beginning, phrases, state};

/// Does an address lead to a host that only delivers or counts advertisements (广告链接)?
pub fn is_advert(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    ADVERT_HOSTS.iter().any(|advert| {
        host.strip_suffix(advert)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Does a page outside the sites call upon people to buy (商业促销页面)? A person decides (`Caution`): title or description
/// and text say so, with three different phrases in all. Pages of government and education, those that sell to help poor
/// places, and those that warn of such offers are none.
pub fn promotion(url: &Url, facts: &PageFacts) -> Option<TargetState> {
    if is_public(url.host_str().unwrap_or_default()) || facts.body_characters > 8 * MOST_OF_A_NOTICE {
        return None;
    }
    let descriptions = facts
        .metas
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "Keywords" | "Description"));
    let head = descriptions.fold(facts.title.to_lowercase(), |head, (_, content)| {
        head + "\n" + &content.to_lowercase()
    });
    let text = beginning(&facts.text).to_lowercase();
    let is_other = |text: &str| {
        speaks_against(text)
            || ["帮扶", "扶贫", "助农", "公益"]
                .iter()
                .any(|word| text.contains(word))
    };
    if is_other(&head) || is_other(&text) {
        return None;
    }
    let in_head = phrases("promotion")
        .filter(|phrase| head.contains(phrase))
        .count();
    let in_text = phrases("promotion")
        .filter(|phrase| text.contains(phrase))
        .count();
    let in_all = phrases("promotion")
        .filter(|phrase| head.contains(phrase) || text.contains(phrase))
        .count();
    let calls = in_head > 0 && in_text > 0 && in_all >= 3;
    calls.then(|| state("promotion", TargetClass::Caution))
}

/// Hosts of advertising networks and of commissions for sales (广告联盟、推广返佣): nothing else stands there.
const ADVERT_HOSTS: [&str; 30] = [
    "pos.baidu.com",
    "cpro.baidu.com",
    "cpro.baidustatic.com",
    "union.baidu.com",
    "eclick.baidu.com",
    "cb.baidu.com",
    "googleads.g.doubleclick.net",
    "ad.doubleclick.net",
    "pagead2.googlesyndication.com",
    "adservice.google.com",
    "www.googleadservices.com",
    "s.click.taobao.com",
    "s.click.tmall.com",
    "click.mmstat.com",
    "click.tanx.com",
    "afpeng.alimama.com",
    "pub.alimama.com",
    "union-click.jd.com",
    "union.click.jd.com",
    "u.jd.com",
    "p.yiqifa.com",
    "c.duomai.com",
    "click.linktech.cn",
    "c.l.qq.com",
    "gdt.qq.com",
    "e.qq.com",
    "union.sogou.com",
    "ad.toutiao.com",
    "c.admaster.com.cn",
    "e.cn.miaozhen.com",
];
