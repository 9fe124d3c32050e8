//! A small language for tests: a site in a few words, its findings as lines.

mod texts;

use chrono::{DateTime, Utc};
use url::Url;
use xunwang_domain::articles::{ArticleCopy, ArticleRepeat, DateContradiction, LateArticle, SpokenDate};
use xunwang_domain::exchange::{Certificate, TargetClass, TargetState};
use xunwang_domain::facts::{
    ChannelFacts, ChannelState, DateSignal, FrameFacts, HomeFacts, PageKind, PageMarks, PageRegion,
    PublishedDate, ReportEntry, SiteCase, SiteFacts, TitleCounts,
};
use xunwang_domain::finding::Certainty;
use xunwang_domain::registry::{ChannelKind, DeclaredChannel, Site, SiteCategory, SiteCode, SiteStatus};
use xunwang_domain::tags::{TagFacts, TagGroup};
use xunwang_domain::targets::{
    FragmentFact, LinkFacts, NamedEntry, NamedTarget, Place, TargetFact, TargetLook, TargetRole,
};
use xunwang_domain::texts::TextFacts;

use crate::report::RuleReport;
use crate::{check_site, guobanmihan_2019_19, rule_code};

/// A site under inspection at 2023-09-15, 24:00.
pub(crate) struct Scene {
    pub(crate) site: Site,
    facts: SiteFacts,
    targets: Vec<TargetFact>,
    links: LinkFacts,
    texts: Option<TextFacts>,
    certificate: Option<Certificate>,
}

/// A site without any defect: a fresh home page and one template with all marks on ten pages.
pub(crate) fn scene() -> Scene {
    let home = url("http://www.qingchuan.gov.cn/");
    Scene {
        site: Site {
            code: SiteCode::parse("9901000001").unwrap(),
            name: "青川市人民政府门户网站".to_owned(),
            home: home.clone(),
            area: "青川市".to_owned(),
            supervisor: "青川市人民政府".to_owned(),
            sponsor: "青川市人民政府办公室".to_owned(),
            category: SiteCategory::Portal,
            status: SiteStatus::Running,
            public_service: true,
            channels: Vec::new(),
        },
        facts: SiteFacts {
            home: HomeFacts {
                url: home,
                title: "青川市人民政府".to_owned(),
                latest: Some(dated("2023-09-14")),
                latest_url: None,
                entrance_only: false,
                not_measured: None,
            },
            channels: Vec::new(),
            frames: Vec::new(),
            tags: Vec::new(),
            pages: 0,
            repeats: Vec::new(),
            contradictions: Vec::new(),
            late: Vec::new(),
        },
        targets: Vec::new(),
        links: LinkFacts::default(),
        texts: Some(TextFacts::default()),
        certificate: None,
    }
    .frame(1, 10, |_| {})
}

pub(crate) fn as_of() -> DateTime<Utc> {
    "2023-09-15T16:00:00Z".parse().unwrap()
}

impl Scene {
    pub(crate) fn home_latest(mut self, date: Option<&str>) -> Self {
        self.facts.home.latest = date.map(dated);
        self
    }

    pub(crate) fn home_unreadable(mut self, reason: &str) -> Self {
        self.facts.home.latest = None;
        self.facts.home.not_measured = Some(reason.to_owned());
        self
    }

    pub(crate) fn registered_as(mut self, name: &str, sponsor: &str) -> Self {
        name.clone_into(&mut self.site.name);
        sponsor.clone_into(&mut self.site.sponsor);
        self
    }

    /// A channel of twenty items that is up to date; what follows changes the last one added.
    pub(crate) fn channel(mut self, name: &str, kind: ChannelKind) -> Self {
        let number = self.facts.channels.len();
        self.facts.channels.push(ChannelFacts {
            name: name.to_owned(),
            url: url(&format!("http://www.qingchuan.gov.cn/c{number:02}/")),
            kind,
            kind_reason: "登记".to_owned(),
            term_days: None,
            first_level: false,
            items: 20,
            latest: Some(dated("2023-09-14")),
            latest_url: None,
            future_items: 0,
            state: ChannelState::default(),
            days: Vec::new(),
            titles: TitleCounts::default(),
            note: String::new(),
            not_measured: None,
        });
        self
    }

    /// So many channels of a kind, each last updated on that day.
    pub(crate) fn channels(self, count: usize, kind: ChannelKind, date: &str) -> Self {
        (0..count).fold(self, |scene, number| {
            scene.channel(&format!("栏目{number}"), kind).latest(date)
        })
    }

    pub(crate) fn change(mut self, change: impl FnOnce(&mut ChannelFacts)) -> Self {
        change(self.facts.channels.last_mut().expect("a channel was added"));
        self
    }

    pub(crate) fn latest(self, date: &str) -> Self {
        self.change(|channel| channel.latest = Some(dated(date)))
    }

    pub(crate) fn undated(self) -> Self {
        self.change(|channel| channel.latest = None)
    }

    pub(crate) fn blank(self) -> Self {
        self.change(|channel| (channel.items, channel.latest) = (0, None))
    }

    pub(crate) fn first_level(self) -> Self {
        self.change(|channel| channel.first_level = true)
    }

    pub(crate) fn unreadable(self, reason: &str) -> Self {
        self.change(|channel| (channel.not_measured, channel.latest) = (Some(reason.to_owned()), None))
    }

    /// So many pages that must carry a group of tags, with the tags that some of them lack.
    pub(crate) fn tags(mut self, group: TagGroup, pages: u64, lacking: &[(&'static str, u64)]) -> Self {
        let lacking_pages = lacking.iter().map(|(_, pages)| *pages).max().unwrap_or(0);
        self.facts.tags.push(TagFacts {
            group,
            pages,
            lacking_pages,
            lacking: lacking.to_vec(),
            first_pages: (0..lacking_pages.min(100))
                .map(|number| url(&format!("http://www.qingchuan.gov.cn/p{number:03}.html")))
                .collect(),
        });
        self
    }

    /// A text with its copies in order: date (or empty), path, channel, likeness.
    pub(crate) fn repeat(mut self, title: &str, characters: u32, copies: &[(&str, &str, u32, u32)]) -> Self {
        self.facts.repeats.push(ArticleRepeat {
            title: title.to_owned(),
            characters,
            copies: copies
                .iter()
                .map(|&(date, path, channel, likeness)| ArticleCopy {
                    date: date.parse().ok(),
                    url: url(&format!("http://www.qingchuan.gov.cn{path}")),
                    channel,
                    likeness,
                    seen_before: None,
                })
                .collect(),
            total: copies.len() as u64,
        });
        self
    }

    /// The site's home page at another address.
    pub(crate) fn home_at(mut self, address: &str) -> Self {
        self.site.home = url(address);
        self.facts.home.url = url(address);
        self
    }

    pub(crate) fn category(mut self, category: SiteCategory) -> Self {
        self.site.category = category;
        self
    }

    /// The site registered under another code, which its marks show.
    pub(crate) fn coded(mut self, code: &str) -> Self {
        self.site.code = SiteCode::parse(code).unwrap();
        self
    }

    pub(crate) fn declared_channel(mut self, name: &str, address: &str) -> Self {
        self.site.channels.push(DeclaredChannel {
            name: name.to_owned(),
            url: url(address),
            kind: ChannelKind::Other,
            term_days: None,
        });
        self
    }

    /// Makes the first copy of the last text one that an earlier round saw.
    pub(crate) fn first_copy_from_before(mut self) -> Self {
        self.facts.repeats.last_mut().unwrap().copies[0].seen_before = Some(as_of());
        self
    }

    /// An article whose words contradict its date.
    pub(crate) fn contradiction(
        mut self,
        path: &str,
        title: &str,
        printed: &str,
        last: &str,
        words: &str,
    ) -> Self {
        self.facts.contradictions.push(DateContradiction {
            url: url(&format!("http://www.qingchuan.gov.cn{path}")),
            title: title.to_owned(),
            printed: printed.parse().unwrap(),
            spoken: SpokenDate {
                first: last.parse().unwrap(),
                last: last.parse().unwrap(),
                words: words.to_owned(),
            },
        });
        self
    }

    /// An article that was not there on a day after its date.
    pub(crate) fn late(mut self, path: &str, title: &str, printed: &str, absent_on: &str) -> Self {
        self.facts.late.push(LateArticle {
            url: url(&format!("http://www.qingchuan.gov.cn{path}")),
            title: title.to_owned(),
            printed: printed.parse().unwrap(),
            absent_on: absent_on.parse().unwrap(),
        });
        self
    }

    /// A template: the first replaces the one of the beginning. The home page carries template 1.
    pub(crate) fn frame(mut self, frame: u64, pages: u64, change: impl FnOnce(&mut PageMarks)) -> Self {
        let folder = match frame {
            1 => String::new(),
            other => format!("t{other}/"),
        };
        let mut marks = complete_marks();
        change(&mut marks);
        self.facts.frames.retain(|other| other.frame != frame);
        self.facts.pages = self.facts.frames.iter().map(|other| other.pages).sum::<u64>() + pages;
        self.facts.frames.push(FrameFacts {
            frame,
            pages,
            first_pages: (0..pages.min(100))
                .map(|number| match number {
                    0 => url(&format!("http://www.qingchuan.gov.cn/{folder}")),
                    _ => url(&format!("http://www.qingchuan.gov.cn/{folder}p{number:03}.html")),
                })
                .collect(),
            home: frame == 1,
            kind: PageKind::Other,
            marks,
        });
        self
    }

    /// Changes the template added last.
    pub(crate) fn change_frame(mut self, change: impl FnOnce(&mut FrameFacts)) -> Self {
        change(self.facts.frames.last_mut().expect("a template was added"));
        self
    }

    /// Further pages that have neither header nor footer.
    pub(crate) fn frameless(mut self, pages: u64) -> Self {
        self.facts.pages += pages;
        self
    }

    /// A target with that status at so many pages of a region, the first of which is given.
    pub(crate) fn target(
        mut self,
        address: &str,
        role: TargetRole,
        state: (&str, TargetClass),
        first: (&str, PageRegion),
        places_total: u64,
    ) -> Self {
        let mut places = vec![place(first.0, first.1)];
        places.extend((1..places_total.min(100)).map(|number| {
            place(
                &format!("http://www.qingchuan.gov.cn/z/p{number:03}.html"),
                first.1,
            )
        }));
        self.targets.push(TargetFact {
            url: url(address),
            role,
            state: TargetState {
                status: state.0.to_owned(),
                class: state.1,
            },
            places,
            places_total,
            text: "办事大厅".to_owned(),
            first_seen: as_of(),
            looks: vec![look(state.0), look(state.0)],
            title: String::new(),
        });
        self
    }

    pub(crate) fn titled(&mut self, address: &str, title: &str) {
        let target = self
            .targets
            .iter_mut()
            .find(|target| target.url.as_str() == address);
        title.clone_into(&mut target.expect("a known target").title);
    }

    /// Makes the last target an advertisement.
    pub(crate) fn last_is_advert(mut self) -> Self {
        self.links.adverts.extend(self.targets.pop());
        self
    }

    /// A link on the home page to a place that its page lacks.
    pub(crate) fn fragment(mut self, address: &str) -> Self {
        self.links.fragments.push(FragmentFact {
            url: url(address),
            text: "申请材料".to_owned(),
            places: vec![place("http://www.qingchuan.gov.cn/", PageRegion::Body)],
            places_total: 1,
        });
        self
    }

    /// A target outside the site with its title, and the names by which the home page links to it.
    pub(crate) fn named(
        mut self,
        address: &str,
        site_name: Option<&str>,
        title: &str,
        names: &[&str],
    ) -> Self {
        let entry = |name: &&str| NamedEntry {
            text: (*name).to_owned(),
            places: vec![place("http://www.qingchuan.gov.cn/", PageRegion::Footer)],
            places_total: 1,
        };
        self.links.entries.push(NamedTarget {
            url: url(address),
            site_name: site_name.map(str::to_owned),
            title: title.to_owned(),
            names: names.iter().map(entry).collect(),
        });
        self
    }

    pub(crate) fn last_target(&mut self) -> &mut TargetFact {
        self.targets.last_mut().expect("a target was added")
    }

    pub(crate) fn certificate(mut self, problem: Option<&str>) -> Self {
        self.certificate = Some(Certificate {
            subject: "www.qingchuan.gov.cn".to_owned(),
            issuer: "示例签发机构".to_owned(),
            not_before: as_of(),
            not_after: as_of(),
            fingerprint: "00".repeat(32),
            problem: problem.map(str::to_owned),
        });
        self
    }

    pub(crate) fn case(&self) -> SiteCase<'_> {
        SiteCase {
            site: &self.site,
            as_of: as_of(),
            facts: &self.facts,
            targets: &self.targets,
            links: &self.links,
            texts: self.texts.as_ref(),
            certificate: self.certificate.as_ref(),
            observed_at: as_of(),
        }
    }

    /// The report of all rules.
    pub(crate) fn report(&self) -> RuleReport {
        check_site(&self.case(), &guobanmihan_2019_19(), None)
    }

    /// What one rule says, a line each: `certain WV3 veto / page / message`, or `未能检测 object / reason`.
    pub(crate) fn check(&self, rule: &str) -> String {
        let only = [rule_code(rule).expect("a known rule")];
        lines(&check_site(&self.case(), &guobanmihan_2019_19(), Some(&only)))
    }
}

pub(crate) fn lines(report: &RuleReport) -> String {
    let findings = report.findings.iter().map(|finding| {
        let sure = if finding.certainty == Certainty::Certain {
            "确定"
        } else {
            "疑似"
        };
        let indicator = if finding.indicator.is_empty() {
            "-"
        } else {
            &finding.indicator
        };
        let places = finding.places_total;
        format!(
            "{sure} {indicator} {:?} / {} ×{places} / {}\n",
            finding.level,
            finding.url.path(),
            finding.message
        )
    });
    let open = report.not_measured.iter().map(|open| {
        let indicator = if open.indicator.is_empty() {
            "-"
        } else {
            &open.indicator
        };
        format!("未能检测 {indicator} / {} / {}\n", open.object, open.reason)
    });
    findings.chain(open).collect()
}

fn complete_marks() -> PageMarks {
    PageMarks {
        header_text: "青川市人民政府 首页 政务公开".to_owned(),
        header_picture: false,
        report_entries: vec![ReportEntry {
            href: "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001".to_owned(),
            site_code: Some("9901000001".to_owned()),
            page_host: None,
        }],
        site_codes: vec!["9901000001".to_owned()],
        icp: vec!["示ICP备12345678号-1".to_owned()],
        police: vec!["示公网安备99010002000001号".to_owned()],
        party_mark: true,
        sponsor: Some("青川市人民政府办公室".to_owned()),
        footer_picture: false,
        icp_links: vec!["https://beian.miit.gov.cn/".to_owned()],
        police_links: Vec::new(),
        header_by_script: false,
        footer_by_script: false,
    }
}

fn dated(date: &str) -> PublishedDate {
    PublishedDate {
        date: date.parse().unwrap(),
        signal: DateSignal::List,
        year_inferred: false,
        text: date.to_owned(),
    }
}

fn look(status: &str) -> TargetLook {
    TargetLook {
        at: as_of(),
        status: status.to_owned(),
    }
}

fn place(address: &str, region: PageRegion) -> Place {
    Place {
        url: url(address),
        region,
        selector: "a".to_owned(),
    }
}

pub(crate) fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}
