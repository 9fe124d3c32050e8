//! Links that answer 200 and are wrong all the same (问题链接): soft-dead, hijacked, advertising, mismatched,
//! fragments, files that are none, pictures loaded late, addresses in scripts; and what only looks so.

use super::{Draft, roles::Role, targets};
use crate::{
    Bait, Expected,
    chance::Chance,
    site::{Content, Identity, Missing, OddFile, Resource, Site, Spot},
    template::Template,
};

/// A link to plant: rule (empty for a bait), kind, target, content, where.
struct Trap {
    rule: &'static str,
    kind: &'static str,
    target: String,
    content: Content,
    spots: Vec<Spot>,
}

/// What the traps of one site draw from.
struct Ground<'a> {
    site: &'a mut Site,
    identities: &'a [Identity],
    roles: &'a [Role],
    chance: Chance,
    draft: &'a mut Draft,
    tag: String,
}

/// Plants the traps of one site; clean ones get the baits only.
pub(super) fn plant(site: &mut Site, role: Role, identities: &[Identity], roles: &[Role], draft: &mut Draft) {
    let chance = Chance::new(&[site.seed, 91]);
    let tag = format!("{:05}", 10_000 + site.seed % 89_999);
    let mut ground = Ground {
        site,
        identities,
        roles,
        chance,
        draft,
        tag,
    };
    let defects = role != Role::Clean;
    let mut traps = ground.baits();
    if defects {
        traps.extend(ground.soft());
        traps.extend(ground.fragments());
        traps.extend(ground.outside());
        traps.extend(ground.files());
        traps.extend(ground.late_and_scripted());
    }
    for trap in traps {
        ground.lay(trap);
    }
    if ground.site.template != Template::English {
        ground.mismatched(defects);
    }
}

/// Pages that do nothing but sell (商业促销页面).
const SHOPS: [(&str, &str); 6] = [
    (
        "家装建材团购节 限时特惠",
        "全场五折起，立即抢购！加微信领优惠券，厂家直销，包邮，售后无忧。点击购买。",
    ),
    (
        "品牌女装换季大促",
        "爆款连衣裙原价399元，现价129元，满减优惠叠加，前一百名下单包邮。",
    ),
    (
        "滨江壹号院三期盛大开盘",
        "首付十五万起，入住城市中心，样板间开放，欢迎致电置业顾问。",
    ),
    (
        "小额信用贷款 当天放款",
        "无抵押、秒到账，凭身份证即可申请，加微信咨询专属客户经理。",
    ),
    (
        "一级建造师考前保过班 限时优惠",
        "不过退费！名师一对一，立即报名享立减一千元，免费领取学习资料。",
    ),
    (
        "奶茶店招商加盟",
        "零经验开店，加盟费立减三万元，免费试用设备，马上拨打加盟热线。",
    ),
];

/// Companies and bodies to which a government site links by right, in words that come near (正当的站外链接).
const FIRMS: [(&str, &str); 6] = [
    (
        "示例农村商业银行",
        "个人贷款、企业贷款、存款利率公告、网点查询。贷款须提供抵押或担保，具体以网点答复为准。",
    ),
    (
        "消费帮扶专馆",
        "帮扶产品展销：大米、菌菇、茶叶，满减包邮，立即购买即是支持乡村振兴。",
    ),
    (
        "城市公共交通集团",
        "线路查询、首末班时间、乘车优惠政策：老年人持优待证免费，学生卡五折。",
    ),
    (
        "警惕网络购物骗局",
        "警方提醒：“限时抢购”“点击购买”“加微信领优惠券”往往是诈骗话术，请勿轻信。",
    ),
    (
        "房地产交易中心",
        "网签备案、首付比例政策问答、预售许可公示、物业维修资金查询。",
    ),
    (
        "职业技能培训学校",
        "开设电工、焊工、养老护理等工种，培训费用按政府补贴标准执行，报名须持身份证。",
    ),
];

fn link(href: &str, text: &str) -> Content {
    Content::Body(format!(
        "<p>相关：<a href=\"{href}\" target=\"_blank\">{text}</a></p>"
    ))
}

impl Ground<'_> {
    fn article(&mut self) -> Vec<Spot> {
        vec![Spot::Article(self.chance.below(self.site.articles.len()) as u32)]
    }

    fn trap(&mut self, rule: &'static str, kind: &'static str, target: &str, content: Content) -> Trap {
        Trap {
            rule,
            kind,
            target: target.to_owned(),
            content,
            spots: self.article(),
        }
    }

    fn lay(&mut self, trap: Trap) {
        let target = targets::absolute(self.site, &trap.target);
        let places = trap
            .spots
            .iter()
            .flat_map(|spot| targets::places(self.site, *spot))
            .collect();
        let (site_code, kind) = (self.site.identity.code.clone(), trap.kind.to_owned());
        if trap.rule.is_empty() {
            self.draft.manifest.baits.push(Bait {
                site_code,
                kind,
                url: target,
                places,
            });
        } else {
            self.draft.manifest.expected.push(Expected {
                rule: trap.rule.to_owned(),
                site_code,
                target: Some(target),
                places,
                region: Some(trap.content.region().to_owned()),
                kind,
                ..Expected::default()
            });
        }
        targets::plant_content(self.site, trap.content, &trap.spots);
    }

    /// Single removed pages that say so with 200, on sites that answer 404 otherwise.
    fn soft(&mut self) -> Vec<Trap> {
        let mut traps = Vec::new();
        for (number, missing) in [Missing::Phrase, Missing::ToHome].into_iter().enumerate() {
            let path = format!("/removed/{}_{number}.html", self.tag);
            targets::put(self.site, &path, Resource::Gone(missing));
            let kind = ["removed-phrase", "removed-to-home"][number];
            traps.push(self.trap("link-soft-404", kind, &path, link(&path, "原文链接")));
        }
        traps
    }

    fn fragments(&mut self) -> Vec<Trap> {
        let map = self.site.address_form.about(0);
        let elsewhere = format!("{map}#di{}", self.tag);
        let number = self.chance.below(self.site.articles.len()) as u32;
        let here = format!("{}#fujian{}", self.site.articles[number as usize].path, self.tag);
        let mut own = self.trap(
            "fragment-dead",
            "own-page",
            &here,
            link(&format!("#fujian{}", self.tag), "见附件"),
        );
        own.spots = vec![Spot::Article(number)];
        vec![
            self.trap(
                "fragment-dead",
                "other-page",
                &elsewhere,
                link(&elsewhere, "第三章"),
            ),
            own,
        ]
    }

    /// Hosts that are no government's: taken over, parked, advertising.
    fn outside(&mut self) -> Vec<Trap> {
        let page = |title: &str, text: &str| {
            format!(
                "<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
            )
        };
        let tag = self.tag.clone();
        let (shop_title, shop_text) = *self.chance.pick(&SHOPS);
        let (firm_title, firm_text) = *self.chance.pick(&FIRMS);
        let offered = [
            (
                "link-hijacked",
                "gambling",
                format!("lvyou{tag}.xuni-waibu.com"),
                page(
                    "澳门百家乐_真人娱乐城_注册送彩金",
                    "真人百家乐，老虎机，六合彩开奖，体育投注，注册即送88元彩金，提款秒到账。线上赌场，博彩平台。",
                ),
                "旅游信息",
            ),
            (
                "link-hijacked",
                "parked",
                format!("xiehui{tag}.xuni-waibu.com"),
                page(
                    "该域名正在出售 Domain for sale",
                    "您访问的域名正在出售。This domain is for sale. Buy this domain. 域名交易，联系经纪人。",
                ),
                "行业协会",
            ),
            (
                "link-advert",
                "shopping",
                format!("shop{tag}.xuni-shangjia.com"),
                page(shop_title, shop_text),
                shop_title,
            ),
            (
                "link-advert",
                "ad-network",
                "union-click.jd.com".to_owned(),
                page("推广链接", "正在跳转到商品页面。"),
                "精选好物",
            ),
            (
                "",
                "gambling-in-the-news",
                format!("news{tag}.xuni-xinwen.com"),
                page(
                    "公安机关打击网络赌博",
                    "警方通报一起以“百家乐”“老虎机”为名的网络赌博案，提醒群众远离赌博，谨防注册送彩金骗局。",
                ),
                "反赌宣传",
            ),
            (
                "",
                "company",
                format!("ziLai{tag}.xuni-shuiwu.com").to_lowercase(),
                page(
                    "供水服务热线",
                    "供水有限公司网上营业厅：用水报装、水费查询、停水通知。",
                ),
                "供水服务",
            ),
            (
                "",
                "firm-without-advert",
                format!("firm{tag}.xuni-qiye.com"),
                page(firm_title, firm_text),
                firm_title,
            ),
        ];
        offered
            .into_iter()
            .map(|(rule, kind, host, page, text)| {
                let address = format!("http://{host}/");
                self.draft.outside.insert(host, page);
                let mut trap = self.trap(rule, kind, &address, link(&address, text));
                if kind == "ad-network" {
                    // One host for all: the site shows in the query only.
                    let address = format!("{address}jdc?e={tag}");
                    trap = self.trap(rule, kind, &address, link(&address, text));
                }
                if kind == "shopping" {
                    trap.spots = vec![Spot::Home];
                    trap.content = Content::Banner {
                        href: address.clone(),
                        image: "/images/head.jpg".to_owned(),
                    };
                    if self.site.index.is_multiple_of(2) {
                        trap.content = link(&address, text);
                        trap.spots = self.article();
                    }
                }
                trap
            })
            .collect()
    }

    fn files(&mut self) -> Vec<Trap> {
        let tag = self.tag.clone();
        [
            ("file-error-page", "pdf", OddFile::ErrorPage),
            ("file-empty", "pdf", OddFile::Empty),
            ("file-picture", "doc", OddFile::Picture),
            ("file-truncated", "xlsx", OddFile::Truncated),
        ]
        .into_iter()
        .map(|(kind, ending, file)| {
            let path = format!("/attach/{kind}_{tag}.{ending}");
            targets::put(self.site, &path, Resource::File(file));
            self.trap(
                "attachment-dead",
                kind,
                &path,
                link(&path, &format!("附件.{ending}")),
            )
        })
        .collect()
    }

    fn late_and_scripted(&mut self) -> Vec<Trap> {
        let tag = self.tag.clone();
        let picture = format!("/images/lazy_{tag}.jpg");
        let attribute = ["data-src", "data-original", "data-lazy-src"][self.site.index % 3];
        let lazy = Content::Body(format!(
            "<p><img src=\"/images/dot.gif\" {attribute}=\"{picture}\" class=\"lazy\" alt=\"现场\"></p>"
        ));
        let mut traps = vec![self.trap("image-dead", "lazy", &picture, lazy)];
        let path = format!("/win/{tag}.do");
        targets::put(self.site, &path, Resource::Status(500));
        let (kind, markup) = match self.site.index % 3 {
            0 => (
                "window-open",
                format!(
                    "<p><a href=\"javascript:void(0)\" onclick=\"window.open('{path}')\">在线申报</a></p>"
                ),
            ),
            1 => (
                "location-href",
                format!(
                    "<p><input type=\"button\" value=\"进入系统\" onclick=\"location.href='{path}'\"></p>"
                ),
            ),
            _ => (
                "javascript-open",
                format!("<p><a href=\"javascript:window.open('{path}','_blank')\">办事大厅</a></p>"),
            ),
        };
        traps.push(self.trap("link-dead", kind, &path, Content::Body(markup)));
        traps
    }

    /// Entries that name one bureau and open another, and names that only differ in form.
    fn mismatched(&mut self, defects: bool) {
        let others: Vec<&Identity> = (1..self.identities.len())
            .map(|step| (self.site.index + step * 7) % self.identities.len())
            .filter(|other| {
                self.roles[*other].fault() == crate::site::Fault::None
                    && *other != self.site.index
                    && !self.identities[*other].body.is_ascii()
                    && self.identities[*other].category == "部门网站"
            })
            .map(|other| &self.identities[other])
            .collect();
        let [first, second, third, fourth, ..] = others.as_slice() else {
            return;
        };
        let address = |identity: &Identity| format!("http://{}/?from={}", identity.host, self.tag);
        let friend = |href: &str, name: &str| Content::Friend {
            href: href.to_owned(),
            name: name.to_owned(),
        };
        let home = vec![Spot::Home];
        let mut entries: Vec<(&'static str, &'static str, String, Content)> = Vec::new();
        let short = third.body.trim_start_matches("试验省").to_owned();
        entries.push(("", "short-name", address(third), friend(&address(third), &short)));
        if defects {
            let wrong = address(second);
            entries.push((
                "link-mismatch",
                "other-bureau",
                wrong.clone(),
                friend(&wrong, &first.body),
            ));
            let shared = format!("http://{}/index.html?from={}", fourth.host, self.tag);
            let one = friend(&shared, &fourth.body);
            let two = friend(&shared, &first.body);
            entries.push(("link-mismatch", "two-names", shared.clone(), one));
            targets::plant_content(self.site, two, &home);
        }
        for (rule, kind, target, content) in entries {
            self.lay(Trap {
                rule,
                kind,
                target,
                content,
                spots: home.clone(),
            });
        }
    }

    fn baits(&mut self) -> Vec<Trap> {
        let about = self.site.address_form.about(1);
        let first = self.site.articles[0].path.to_string();
        let tag = self.tag.clone();
        let mut traps = vec![
            self.trap("", "fragment-top", "/#top", link("#top", "返回顶部")),
            self.trap("", "fragment-route", &format!("{about}#/list/{tag}"), link(&format!("{about}#/list/{tag}"), "单页应用")),
            self.trap("", "fragment-text", &format!("{about}#:~:text=x"), link(&format!("{about}#:~:text=x"), "引用")),
            self.trap(
                "",
                "fragment-named",
                "/",
                Content::Body(format!("<p><a href=\"#n{tag}\">见下</a></p><p><a name=\"n{tag}\"></a>附则</p>")),
            ),
            self.trap("", "print-page", &format!("{first}?print=1"), link(&format!("{first}?print=1"), "打印本页")),
            self.trap("", "bare-address", "http://121.43.68.40/help/", link("http://121.43.68.40/help/", "监管平台")),
            self.trap("", "flapping", "/fw/flap.html", link("/fw/flap.html", "便民查询")),
            self.trap("", "search-empty", "/search/so.html?q=404", link("/search/so.html?q=404", "站内搜索")),
            self.trap(
                "",
                "lazy-template",
                "/images/{{item.pic}}",
                Content::Body("<script type=\"text/template\"><img data-src=\"/images/{{item.pic}}\"></script><p><img src=\"/images/pic_1.png\" data-src=\"/images/pic_2.png\" alt=\"\"></p>".to_owned()),
            ),
            self.trap(
                "",
                "hidden-mobile-navigation",
                "/",
                Content::Body("<div class=\"m-nav\" style=\"display:none\"><a href=\"/\">首页</a></div><div style=\"position:absolute;left:-9999px\" aria-hidden=\"false\"><a href=\"javascript:void(0)\">无障碍浏览</a></div>".to_owned()),
            ),
        ];
        targets::put(
            self.site,
            &format!("{first}?print=1"),
            Resource::Alias(first.clone().into()),
        );
        targets::put(self.site, "/fw/flap.html", Resource::Flapping);
        targets::put(
            self.site,
            "/search/so.html?q=404",
            Resource::Written("<html><head><title>站内搜索</title></head><body><form action=\"/search/so.html\"><input name=\"q\"></form><p>抱歉，没有找到与“404”相关的内容</p></body></html>".into()),
        );
        if self.site.index.is_multiple_of(4) {
            traps.push(self.trap("", "slow", "/fw/slow.html", link("/fw/slow.html", "服务窗口")));
            targets::put(self.site, "/fw/slow.html", Resource::Slow);
        }
        for (kind, ending, file) in [
            ("word-html", "doc", OddFile::WordHtml),
            ("pdf-late-head", "pdf", OddFile::LatePdf),
            ("plain-type", "xlsx", OddFile::PlainType),
        ] {
            let path = format!("/attach/{kind}_{tag}.{ending}");
            targets::put(self.site, &path, Resource::File(file));
            traps.push(self.trap("", kind, &path, link(&path, &format!("表格.{ending}"))));
        }
        for index in 0..self.site.channels.len() {
            let path = format!("/frame/{index}.html");
            if self.site.channels[index].form == crate::site::ListForm::Frame {
                let page = "<html><body><ul><li><a href=\"/\">列表</a></li></ul></body></html>";
                targets::put(self.site, &path, Resource::Written(page.into()));
            }
        }
        traps
    }
}
