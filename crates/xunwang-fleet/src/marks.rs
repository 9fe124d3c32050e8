//! The marks that every page must carry (页面标识): what a site shows, in which form, and what it leaves out.

use std::fmt::Write as _;

use crate::{
    chance::Chance,
    view::{PageKind, View},
};

/// A mark of rulebook L-03, and the rule that misses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    SiteName,
    ReportEntry,
    SiteCode,
    Icp,
    Police,
    Sponsor,
    Party,
}

impl Mark {
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::SiteName => "site-name-missing",
            Self::ReportEntry => "report-entry-missing",
            Self::SiteCode => "site-code-missing",
            Self::Icp => "icp-missing",
            Self::Police => "police-record-missing",
            Self::Sponsor => "sponsor-missing",
            Self::Party => "party-mark-missing",
        }
    }
}

/// The pages on which a mark is left out: the whole site, or all pages of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Everywhere,
    Articles,
    Lists,
    Topics,
}

impl Scope {
    pub(crate) fn covers(self, kind: PageKind) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Articles => kind == PageKind::Article,
            Self::Lists => kind == PageKind::List,
            Self::Topics => kind == PageKind::Topic,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Everywhere => "all-pages",
            Self::Articles => "article-pages",
            Self::Lists => "list-pages",
            Self::Topics => "topic-pages",
        }
    }
}

/// Form of the 找错 entry (rulebook ZE-02, ZE-02b, ZE-03).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntryForm {
    Link,
    LinkWithAddress,
    Script,
    OnClick,
    DataSetting,
    NewPlatform,
    /// Wrong: the old bare IP address.
    OldAddress,
    /// Wrong: a host that is not `*.www.gov.cn`.
    ForeignHost,
    /// Wrong: the right host and code, with the address of another site.
    OtherAddress,
}

impl EntryForm {
    pub(crate) const RIGHT: [Self; 6] = [
        Self::Link,
        Self::LinkWithAddress,
        Self::Script,
        Self::OnClick,
        Self::DataSetting,
        Self::NewPlatform,
    ];
}

/// Meta tags of the national scheme on a site (rulebook L-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MetaForm {
    All,
    /// None at all.
    None,
    /// Those of the site, none of columns and articles.
    SiteOnly,
    /// All but SiteIDCode.
    NoCode,
}

/// Form of the numbers of ICP and police record (rulebook ZE-06).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordForm {
    Right,
    /// ICP number without the province.
    IcpWithoutProvince,
    /// Police number of 12 digits.
    PoliceShort,
    /// The ICP number links to another place than the register.
    IcpLink,
}

/// The marks of a site.
#[derive(Debug)]
pub(crate) struct Marks {
    pub(crate) omitted: Vec<(Mark, Scope)>,
    pub(crate) entry: EntryForm,
    /// The code in the entry: another site's where that is the planted defect.
    pub(crate) entry_code: String,
    /// The code that the footer prints.
    pub(crate) shown_code: String,
    /// Which meta tags of the national scheme stand in the head.
    pub(crate) meta: MetaForm,
    pub(crate) icp: String,
    /// 14 digits.
    pub(crate) police: String,
    /// Form of the records' numbers and links.
    pub(crate) record_form: RecordForm,
    /// How labels are worded and whether numbers are pictures.
    pub(crate) wording: usize,
}

impl Marks {
    /// Right and complete marks for a site with this code.
    pub(crate) fn complete(code: &str, index: usize, chance: &mut Chance) -> Self {
        let serial = chance.between(10_000_000, 99_999_999);
        let icp = match chance.below(3) {
            0 => format!("示ICP备{serial}号"),
            1 => format!("示ICP备{serial}号-1"),
            _ => format!(
                "示ICP备20{}0{:05}号-{}",
                chance.between(20, 23),
                serial % 100_000,
                chance.between(1, 4)
            ),
        };
        Self {
            omitted: Vec::new(),
            entry: EntryForm::RIGHT[index % EntryForm::RIGHT.len()],
            entry_code: code.to_owned(),
            shown_code: code.to_owned(),
            meta: if index.is_multiple_of(5) {
                MetaForm::None
            } else {
                MetaForm::All
            },
            record_form: RecordForm::Right,
            icp,
            police: format!(
                "99{:04}02{:06}",
                chance.between(101, 2199),
                chance.between(100, 999_999)
            ),
            wording: chance.below(6),
        }
    }

    pub(crate) fn shows(&self, mark: Mark, kind: PageKind) -> bool {
        !self
            .omitted
            .iter()
            .any(|(omitted, scope)| *omitted == mark && scope.covers(kind))
    }
}

const PORTAL_OF_ENTRIES: &str = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html";

/// 找错 entry, followed by `after`.
pub(crate) fn report_entry(view: &View<'_>, after: &str, out: &mut String) {
    if !view.shows(Mark::ReportEntry) {
        return;
    }
    let marks = &view.site.marks;
    let code = &marks.entry_code;
    let picture = view.href("/images/jiucuo.png");
    let image = format!(r#"<img src="{picture}" alt="我为政府网站找错" width="110" height="55" border="0">"#);
    // Writing to a string cannot fail.
    let _ = match marks.entry {
        EntryForm::Link => write!(
            out,
            r#"<a href="{PORTAL_OF_ENTRIES}?site_code={code}" target="_blank" title="我为政府网站找错">{image}</a>"#
        ),
        EntryForm::LinkWithAddress => {
            let address = view.site.url(view.path);
            let escaped: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
            write!(
                out,
                r#"<a target="_blank" href="{PORTAL_OF_ENTRIES}?site_code={code}&amp;url={escaped}">{image}</a>"#
            )
        }
        EntryForm::Script => write!(
            out,
            r#"<script id="_jiucuo_" sitecode="{code}" src="https://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script>"#
        ),
        EntryForm::OnClick => write!(
            out,
            r#"<script src="https://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script><span onclick="Link('{code}')" style="cursor:pointer">{image}</span>"#
        ),
        EntryForm::DataSetting => write!(
            out,
            r#"<div class="jiucuo" data-setting="{{sitecode:'{code}',src:'https://zfwzgl.www.gov.cn/exposure/jiucuo.js'}}">{image}</div>"#
        ),
        EntryForm::OtherAddress => write!(
            out,
            r#"<a target="_blank" href="{PORTAL_OF_ENTRIES}?site_code={code}&amp;url=http%3A%2F%2Fwww.linjin.xuni.gov.cn%2F">{image}</a>"#
        ),
        EntryForm::NewPlatform => write!(
            out,
            r#"<a href="https://zfwzzc.www.gov.cn/check_web/errorInfo/jcInfo/8f14e45f-ceea-467a-9575-{:012}-{}" target=_blank>{image}</a>"#,
            view.site.index + 40_213,
            1_000_000 + view.site.index
        ),
        EntryForm::OldAddress => write!(
            out,
            r#"<a href="http://121.43.68.40/exposure/jiucuo.html?site_code={code}" target="_blank">{image}</a>"#
        ),
        EntryForm::ForeignHost => write!(
            out,
            r#"<a href="http://pucha.wangzhanfuwu.example/exposure/jiucuo.html?site_code={code}" target="_blank">{image}</a>"#
        ),
    };
    out.push_str(after);
}

/// 网站标识码, followed by `after`.
pub(crate) fn site_code(view: &View<'_>, after: &str, out: &mut String) {
    if !view.shows(Mark::SiteCode) {
        return;
    }
    let code = &view.site.marks.shown_code;
    let _ = match view.site.marks.wording {
        _ if view.english() => write!(out, "Website Identification Code: {code}"),
        0 => write!(out, "网站标识码:{code}"),
        1 => write!(out, "标识码:{code}"),
        2 => write!(out, "政府网站标识码:{code}"),
        3 => write!(out, "网站标识码:{}", full_width(code)),
        4 => write!(out, "<span>网站标识码</span>&nbsp;<em>{code}</em>"),
        _ => write!(out, "政府网站标识码:&nbsp;{code}"),
    };
    out.push_str(after);
}

/// ICP record, followed by `after`.
pub(crate) fn icp(view: &View<'_>, after: &str, out: &mut String) {
    if !view.shows(Mark::Icp) {
        return;
    }
    let icp = &view.site.marks.icp;
    let _ = match view.site.marks.wording % 3 {
        _ if view.site.marks.record_form == RecordForm::IcpLink => {
            write!(
                out,
                r#"<a href="http://icp.wangzhanfuwu.example/" target="_blank">{icp}</a>"#
            )
        }
        0 => write!(
            out,
            r#"<a href="https://beian.miit.gov.cn/" target="_blank">{icp}</a>"#
        ),
        1 => write!(out, "ICP备案编号:{icp}"),
        _ => write!(
            out,
            r#"备案号:<a href="http://beian.miit.gov.cn" target=_blank rel=nofollow>{icp}</a>"#
        ),
    };
    out.push_str(after);
}

/// Police record, followed by `after`.
pub(crate) fn police(view: &View<'_>, after: &str, out: &mut String) {
    if !view.shows(Mark::Police) {
        return;
    }
    let number = &view.site.marks.police;
    let badge = view.href("/images/gongan.png");
    let _ = match view.site.marks.wording % 4 {
        0 => write!(
            out,
            r#"<a target="_blank" href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode={number}"><img src="{badge}" alt="">示公网安备 {number}号</a>"#
        ),
        1 => write!(
            out,
            r#"<img src="{badge}" alt="公安备案图标"> 示公网安备{number}号"#
        ),
        2 => write!(
            out,
            r#"<a target="_blank" href="https://beian.mps.gov.cn/#/query/webSearch?code={number}"><img src="{badge}" alt="示公网安备{number}号"></a>"#
        ),
        _ => write!(out, "公安机关备案号:示公网安备&nbsp;{number}号"),
    };
    out.push_str(after);
}

/// Sponsor (主办单位), followed by `after`.
pub(crate) fn sponsor(view: &View<'_>, after: &str, out: &mut String) {
    if !view.shows(Mark::Sponsor) {
        return;
    }
    let sponsor = &view.site.identity.sponsor;
    let _ = match view.site.marks.wording % 4 {
        _ if view.english() => write!(out, "Sponsored by: {sponsor}"),
        0 => write!(out, "主办单位:{sponsor}"),
        1 => write!(out, "主办:{sponsor}"),
        2 => write!(out, "主&nbsp;&nbsp;办:{sponsor}"),
        _ => write!(out, "主 办 单 位:{sponsor}"),
    };
    out.push_str(after);
}

/// 党政机关标识, followed by `after`.
pub(crate) fn party_mark(view: &View<'_>, after: &str, out: &mut String) {
    if !view.shows(Mark::Party) {
        return;
    }
    let picture = view.href("/images/red.png");
    let _ = write!(
        out,
        r#"<a href="https://bszs.conac.cn/sitename?method=show&amp;id={:032X}" target="_blank"><img src="{picture}" alt="党政机关" width="45"></a>{after}"#,
        view.site.seed
    );
}

/// The site's name in the header: as text, or as the text of the logo.
pub(crate) fn site_name_text<'a>(view: &View<'a>) -> &'a str {
    if view.shows(Mark::SiteName) {
        &view.site.identity.shown_name
    } else {
        ""
    }
}

fn full_width(digits: &str) -> String {
    digits
        .chars()
        .map(|digit| char::from_u32(digit as u32 + 0xfee0).unwrap_or(digit))
        .collect()
}
