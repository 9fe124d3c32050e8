//! A small website in HTML, what extraction sees on it, and what a rule says of that.

use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::facts::{PageFacts, SiteCase, SiteFacts};
use xunwang_domain::links::LinkKind;
use xunwang_domain::registry::{Site, SiteCategory, SiteCode, SiteStatus};
use xunwang_domain::targets::{LinkFacts, Place, TargetFact, TargetLook, TargetRole};
use xunwang_extract::{PageInput, SiteFold, extract_page, is_attachment, resolve};
use xunwang_rules::{check_site, guobanmihan_2019_19, rule_code};

const HOST: &str = "http://www.qingchuan.gov.cn";

pub(crate) const HEADER: &str = r#"<div class="header"><div class="logo"><h1>青川市人民政府</h1></div></div>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/gzdt/">工作动态</a></li>
<li><a href="/tzgg/">通知公告</a></li><li><a href="/zcwj/">政策文件</a></li></ul></div>"#;

pub(crate) const FOOTER: &str = r#"<div class="footer"><p>主办单位：青川市人民政府办公室</p>
<p>网站标识码：9901000001</p>
<p><a href="https://beian.miit.gov.cn/">示ICP备12345678号-1</a></p>
<p><img src="/images/gongan.png" alt="公安备案图标">示公网安备99010002000001号</p>
<p><a href="https://bszs.conac.cn/sitename?method=show&amp;id=00112233445566778899AABBCCDDEEFF"><img src="/images/red.png" alt="党政机关"></a></p>
<p><a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001"><img src="/images/jiucuo.png" alt="我为政府网站找错"></a></p></div>"#;

/// Tags of the national scheme for all pages and for articles; that a page carries more than it must does no harm.
const TAGS: &str = r#"<meta name="SiteName" content="青川市人民政府门户网站"><meta name="SiteDomain" content="www.qingchuan.gov.cn">
<meta name="SiteIDCode" content="9901000001"><meta name="ArticleTitle" content="青川市召开第1次工作会议部署有关事项">
<meta name="PubDate" content="2023-09-14"><meta name="ContentSource" content="本网">"#;

const COLUMN_TAGS: &str = r#"<meta name="ColumnName" content="工作动态"><meta name="ColumnDescription" content="青川市工作动态">
<meta name="ColumnKeywords" content="工作动态"><meta name="ColumnType" content="工作动态">"#;

/// A site of four kinds of page, without any defect at 2023-09-15.
pub(crate) struct Web {
    pub(crate) pages: Vec<(&'static str, String)>,
    dead: Vec<Url>,
}

pub(crate) fn web() -> Web {
    let list = |folder: &str, newest: &str| -> String {
        let items = (1..=6).map(|number| {
            let date = if number == 1 { newest } else { "2023-01-05" };
            let title = if folder == "tzgg" {
                format!("关于举行第{number}次听证会有关事项的公告")
            } else {
                format!("青川市召开第{number}次工作会议部署有关事项")
            };
            format!(r#"<li><a href="/{folder}/t{number}.html">{title}</a><span>{date}</span></li>"#)
        });
        format!(
            r#"<div class="list"><ul>{}</ul></div>"#,
            items.collect::<String>()
        )
    };
    let block = |name: &str, folder: &str, newest: &str| {
        format!(
            r#"<div class="block"><h2><a href="/{folder}/">{name}</a></h2>{}</div>"#,
            list(folder, newest)
        )
    };
    let home = format!(
        "{}{}",
        block("工作动态", "gzdt", "2023-09-14"),
        block("通知公告", "tzgg", "2023-08-20")
    );
    let article = format!(
        r#"<div class="article"><h2>青川市召开第1次工作会议部署有关事项</h2><div class="info">发布时间：2023-09-14 来源：本网</div>
        <div class="content">{}</div></div>"#,
        "<p>会议指出，要扎实做好各项工作，确保各项任务落到实处，切实提高服务群众的能力和水平。</p>".repeat(8)
    );
    let framed = |title: &str, main: &str| {
        format!(
            "<html><head><meta charset=utf-8><title>{title}</title>{TAGS}</head><body>{HEADER}<div class=\"main\">{main}</div>{FOOTER}</body></html>"
        )
    };
    let channel = |name: &str, folder: &str, newest: &str| {
        let page = framed(
            &format!("{name}_青川市人民政府"),
            &format!(
                r#"<div class="position">当前位置：首页 &gt; {name}</div>{}"#,
                list(folder, newest)
            ),
        );
        page.replace("</head>", &format!("{COLUMN_TAGS}</head>"))
    };
    Web {
        pages: vec![
            ("/", framed("青川市人民政府", &home)),
            ("/gzdt/", channel("工作动态", "gzdt", "2023-09-14")),
            ("/tzgg/", channel("通知公告", "tzgg", "2023-08-20")),
            ("/zcwj/", channel("政策文件", "zcwj", "2023-06-30")),
            (
                "/gzdt/t1.html",
                framed("青川市召开第1次工作会议部署有关事项", &article),
            ),
        ],
        dead: Vec::new(),
    }
}

impl Web {
    /// Replaces a piece of markup on one page.
    pub(crate) fn on(mut self, path: &str, from: &str, to: &str) -> Self {
        let (_, html) = self
            .pages
            .iter_mut()
            .find(|(known, _)| *known == path)
            .expect("a page of the site");
        assert!(html.contains(from), "{path} has no {from}");
        *html = html.replace(from, to);
        self
    }

    /// Replaces a piece of markup on all pages.
    pub(crate) fn everywhere(self, from: &str, to: &str) -> Self {
        let paths: Vec<&str> = self.pages.iter().map(|(path, _)| *path).collect();
        paths.into_iter().fold(self, |web, path| web.on(path, from, to))
    }

    /// Puts markup where the main part of a page was.
    pub(crate) fn main(mut self, path: &str, main: &str) -> Self {
        let (_, html) = self
            .pages
            .iter_mut()
            .find(|(known, _)| *known == path)
            .expect("a page of the site");
        let start = html.find(r#"<div class="main">"#).expect("a main part");
        let end = html.find(r#"<div class="footer">"#).expect("a footer");
        html.replace_range(start..end, &format!(r#"<div class="main">{main}</div>"#));
        self
    }

    /// Adds a page like the article that is there, with other words for some of its own.
    pub(crate) fn article(mut self, path: &'static str, changes: &[(&str, &str)]) -> Self {
        let (_, article) = self.pages.last().expect("the article").clone();
        let article = changes
            .iter()
            .fold(article, |article, (from, to)| article.replace(from, to));
        self.pages.insert(0, (path, article));
        self
    }

    /// Makes an address answer 404.
    pub(crate) fn dead(mut self, address: &str) -> Self {
        self.dead.push(Url::parse(address).unwrap());
        self
    }

    pub(crate) fn facts(&self, site: &Site) -> (SiteFacts, Vec<TargetFact>) {
        let mut fold = SiteFold::new(site, as_of());
        let mut targets: Vec<TargetFact> = Vec::new();
        for (path, html) in &self.pages {
            let url = Url::parse(&format!("{HOST}{path}")).unwrap();
            let input = PageInput {
                url: &url,
                content_type: Some("text/html"),
                body: html.as_bytes(),
                as_of: as_of(),
                sketches: true,
            };
            let facts = extract_page(&input);
            fold.observe(&url, &url, &facts);
            self.look(&url, &facts, &mut targets);
        }
        targets.iter_mut().for_each(|target| target.places.sort());
        (fold.conclude(), targets)
    }

    /// What a look at the targets of a page would find dead.
    fn look(&self, page: &Url, facts: &PageFacts, targets: &mut Vec<TargetFact>) {
        for link in facts.links.iter() {
            let Some(url) = resolve(&facts.base, link.href).filter(|url| self.dead.contains(url)) else {
                continue;
            };
            let role = match link.kind {
                LinkKind::Image | LinkKind::Background => TargetRole::Image,
                _ if is_attachment(&url) => TargetRole::Attachment,
                _ => TargetRole::Link,
            };
            let place = Place {
                url: page.clone(),
                region: link.region,
                selector: facts.elements.selector(link.element),
            };
            match targets.iter_mut().find(|target| target.url == url) {
                Some(target) => {
                    target.places.push(place);
                    target.places_total += 1;
                }
                None => targets.push(TargetFact {
                    url,
                    role,
                    state: TargetState {
                        status: "404".to_owned(),
                        class: TargetClass::Broken,
                    },
                    places: vec![place],
                    places_total: 1,
                    text: link.text.to_owned(),
                    first_seen: as_of(),
                    looks: ["404", "404"]
                        .map(|status| TargetLook {
                            at: as_of(),
                            status: status.to_owned(),
                        })
                        .to_vec(),
                    title: String::new(),
                }),
            }
        }
    }

    pub(crate) fn check(&self, rule: &str) -> String {
        let site = site();
        let (facts, targets) = self.facts(&site);
        let case = SiteCase {
            site: &site,
            as_of: as_of(),
            facts: &facts,
            targets: &targets,
            links: &LinkFacts::default(),
            texts: Some(&xunwang_domain::texts::TextFacts {
                originals: 1,
                ..Default::default()
            }),
            certificate: None,
            observed_at: as_of(),
        };
        let only = [rule_code(rule).expect("a known rule")];
        let report = check_site(&case, &guobanmihan_2019_19(), Some(&only));
        let findings = report.findings.iter().map(|finding| {
            format!(
                "{:?} {} / {} ×{} / {}\n",
                finding.certainty,
                finding.indicator,
                finding.url.path(),
                finding.places_total,
                finding.message
            )
        });
        let open = report.not_measured.iter().map(|open| {
            format!(
                "未能检测 {} / {} / {}\n",
                open.indicator,
                open.object.trim_start_matches(HOST),
                open.reason
            )
        });
        findings.chain(open).collect()
    }
}

pub(crate) fn as_of() -> DateTime<Utc> {
    "2023-09-15T16:00:00Z".parse().unwrap()
}

pub(crate) fn site() -> Site {
    Site {
        code: SiteCode::parse("9901000001").unwrap(),
        name: "青川市人民政府门户网站".to_owned(),
        home: Url::parse(&format!("{HOST}/")).unwrap(),
        area: "青川市".to_owned(),
        supervisor: "示例省人民政府办公厅".to_owned(),
        sponsor: "青川市人民政府办公室".to_owned(),
        category: SiteCategory::Portal,
        status: SiteStatus::Running,
        public_service: true,
        channels: Vec::new(),
    }
}
