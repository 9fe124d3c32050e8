//! Advertisements (商业广告): hosts that deliver nothing else.

use url::Url;

/// Does an address lead to a host that only delivers or counts advertisements (广告链接)?
pub fn is_advert(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    ADVERT_HOSTS.iter().any(|advert| {
        host.strip_suffix(advert)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
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
