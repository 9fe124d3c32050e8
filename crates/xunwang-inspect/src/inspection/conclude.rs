//! From what a visit gathered to its rows: facts → findings → judgement (巡查结论).

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use url::Url;
use xunwang_domain::exceptions::Exception;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::facts::{ChannelFacts, ChannelState, SiteCase, SiteFacts};
use xunwang_domain::finding::{Certainty, EvidenceRef, Finding};
use xunwang_domain::registry::Site;
use xunwang_domain::targets::{TargetFact, TargetLook};
use xunwang_domain::texts::TextDetail;
use xunwang_domain::visit::{Conclusion, RecordPlace};
use xunwang_rules::{
    ChannelVerdict, TIMED, VisitResult, channel_verdict, check_site, in_time_until, judge, problem_texts,
};
use xunwang_warc::BodyDigest;

use super::changes::{changes, note_first_found};
use super::earlier::EarlierFinding;
use super::exceptions::{except, exception_note};
use super::link_facts::{SiteNames, link_facts, places_of, url_of};
use super::outcome::{ChannelRow, LinkRow, SiteOutcome, SiteProblem};
use super::retest::{AskedFinding, Sight};
use super::text_facts::text_facts;
use crate::visit::{FLEET_FILE, Frontier, Gathered, InspectSettings, TargetNumber, Trouble};

/// What was known before the visit (既有情况).
pub(crate) struct Before<'a> {
    /// The exception list.
    pub(crate) exceptions: &'a [Exception],
    /// What the earlier round found; `None` where there was none.
    pub(super) earlier: Option<&'a [EarlierFinding]>,
    /// What is to be looked at again; `None` where it is an inspection.
    pub(crate) asked: Option<&'a [AskedFinding]>,
}

/// Judges what a visit gathered; the rows are those of the result files.
pub(crate) fn conclude(
    settings: &InspectSettings,
    site: &Site,
    file: &str,
    mut gathered: Gathered,
    names: &SiteNames,
    before: &Before<'_>,
) -> Conclusion {
    let (exceptions, earlier) = (before.exceptions, before.earlier);
    observe_failures(&mut gathered);
    let facts = gathered.fold.conclude();
    let targets = target_facts(&gathered);
    let links = link_facts(&gathered, names);
    let checks = settings.texts.as_deref();
    let texts = checks.map(|checks| text_facts(&gathered, checks));
    let case = SiteCase {
        site,
        as_of: settings.as_of,
        facts: &facts,
        targets: &targets,
        links: &links,
        texts: texts.as_ref(),
        certificate: gathered.certificate.as_ref(),
        observed_at: gathered.ended_at,
    };
    let mut report = check_site(&case, &settings.standard, settings.only.as_deref());
    for finding in &mut report.findings {
        finding.evidence = evidence_of(&gathered, file, finding);
    }
    let excepted = except(exceptions, settings.as_of, site, &facts, &mut report);
    note_first_found(&mut report.findings, earlier.unwrap_or_default());
    let reason = not_opened(&gathered);
    let result = match &reason {
        Some(reason) => VisitResult::NotOpened { reason },
        None => VisitResult::Read { pages: facts.pages },
    };
    let judgement = judge(site, result, &report, &settings.standard);
    let problems = problem_texts(site, &report.findings, &judgement.vetoes)
        .into_iter()
        .map(|problem| SiteProblem {
            rule: problem.rule.to_owned(),
            failing: problem.failing,
            text: problem.text,
            repeat: None,
        })
        .collect();
    let ahead = settings.ahead.map(|ahead| {
        let as_of = settings.as_of + ahead;
        let later = SiteCase { as_of, ..case };
        let mut report = check_site(&later, &settings.standard, Some(&TIMED));
        except(exceptions, as_of, site, &facts, &mut report);
        report.findings.iter().map(json).collect()
    });
    let mut outcome = SiteOutcome {
        site_name: site.name.clone(),
        area: site.area.clone(),
        judgement,
        not_opened: reason.clone(),
        pages: facts.pages,
        // Two addresses of one page are two pages to the crawl, and one to the fold.
        pages_unchanged: gathered.unchanged.min(facts.pages),
        links: gathered.frontier.len(),
        cuts: gathered.frontier.cuts().clone(),
        findings: Default::default(),
        exceptions: excepted.uses,
        not_measured_items: report.not_measured.len() as u64,
        problems,
        changes: None,
    };
    for finding in &report.findings {
        let counts = outcome.findings.entry(finding.rule.to_string()).or_default();
        counts[usize::from(finding.certainty == Certainty::Suspected)] += 1;
    }
    let mut changed = Vec::new();
    if let Some(earlier) = earlier {
        let is_checked = |finding: &EarlierFinding| {
            let only = settings.only.as_ref();
            let is_asked = |text: &TextDetail| {
                let checks = settings.texts.as_ref();
                checks.is_some_and(|checks| checks.would_find(text.class, &text.basis, &finding.excerpt))
            };
            only.is_none_or(|only| only.iter().any(|code| code.0 == finding.rule))
                && finding.text.as_ref().is_none_or(is_asked)
        };
        let (rows, counts) = changes(site, &gathered, &report, earlier, is_checked);
        changed = rows.iter().map(json).collect();
        outcome.changes = Some(counts);
    }
    let retests = before.asked.map(|asked| {
        let sight = Sight {
            gathered: &gathered,
            facts: &facts,
            report: &report,
            texts: checks,
            not_opened: reason.as_deref(),
        };
        sight.rows(asked).iter().map(json).collect()
    });
    Conclusion {
        outcome: json(&outcome),
        findings: report.findings.iter().map(json).collect(),
        exempted: excepted.lines,
        channels: channel_rows(settings, site, &facts, exceptions),
        links: link_rows(site, &gathered),
        unmeasured: report.not_measured.iter().map(json).collect(),
        changes: changed,
        ahead: ahead.unwrap_or_default(),
        retests: retests.unwrap_or_default(),
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain values serialize")
}

/// Pages of the site that could not be read are told to the fold, which knows which of them are channels.
fn observe_failures(gathered: &mut Gathered) {
    for (&number, trouble) in &gathered.troubles {
        let entry = gathered.frontier.entry(number);
        if entry.inside && gathered.frontier.is_page(number) && !gathered.pages.contains(&number) {
            let url = Url::parse(&entry.url).expect("kept as it was parsed");
            gathered
                .fold
                .observe_failure(&url, &failure_reason(&trouble.state));
        }
    }
}

/// Why the site as a whole could not be measured; `None` where its home page was read.
fn not_opened(gathered: &Gathered) -> Option<String> {
    if gathered.host_silent {
        return Some("检查途中网站停止响应".to_owned());
    }
    if gathered.home_read {
        return None;
    }
    let trouble = gathered.troubles.get(&Frontier::HOME);
    Some(trouble.map_or_else(
        || "首页不是网页".to_owned(),
        |trouble| format!("首页{}", failure_reason(&trouble.state)),
    ))
}

/// What a state says about a page, as a Chinese phrase.
pub(super) fn failure_reason(state: &TargetState) -> String {
    let phrase = match (state.status.as_str(), state.class) {
        ("timeout", _) => "打开超时",
        ("refused", _) => "拒绝连接",
        ("no-address", _) => "域名无法解析",
        ("broken-off", _) => "连接中断",
        ("malformed", _) => "返回内容不是 HTTP 应答",
        ("tls", _) => "加密协议无法协商（如仅支持 TLS 1.0/1.1 或国密）",
        ("loop", _) => "循环跳转",
        ("too-large", _) => "超过大小上限",
        ("forbidden", _) => "位于内网或保留地址，未采集",
        ("robots", _) => "为 robots.txt 所禁止，未采集",
        ("soft-404", _) => "打开后提示页面不存在",
        ("to-home", _) => "打开后转到网站首页",
        ("ours", _) => "因本机网络或解析设置未能采集",
        (status, TargetClass::NotMeasured) => return format!("返回人机验证（{status}）"),
        (status, _) => return format!("返回{status}"),
    };
    phrase.to_owned()
}

/// What is broken or unclear and stands somewhere, by address.
fn target_facts(gathered: &Gathered) -> Vec<TargetFact> {
    let mut facts: Vec<TargetFact> = gathered
        .troubles
        .iter()
        .filter_map(|(&number, trouble)| {
            let entry = gathered.frontier.entry(number);
            let places = entry.places.as_ref()?;
            Some(TargetFact {
                url: url_of(gathered, number),
                role: gathered.frontier.role(number),
                state: trouble.state.clone(),
                places: places_of(gathered, places),
                places_total: places.total(),
                text: places.text().to_owned(),
                first_seen: trouble.first_seen,
                looks: trouble.looks.clone(),
                title: gathered
                    .titles
                    .get(&number)
                    .map_or_else(String::new, |title| title.to_string()),
            })
        })
        .collect();
    facts.sort_by(|left, right| left.url.cmp(&right.url));
    facts
}

/// The record that shows a finding: that of the target where it concerns one that is not in order, else that of the page.
fn evidence_of(gathered: &Gathered, file: &str, finding: &Finding) -> Option<EvidenceRef> {
    let (number, url, record) = finding.target.iter().chain([&finding.url]).find_map(|url| {
        let number = gathered.frontier.find(url)?;
        Some((number, url, *gathered.records.get(&number)?))
    })?;
    let RecordPlace { offset, digest, .. } = record;
    let inside = gathered.frontier.entry(number).inside;
    Some(EvidenceRef {
        file: if inside {
            file.to_owned()
        } else {
            FLEET_FILE.to_owned()
        },
        offset,
        url: url.to_string(),
        digest: digest
            .map(|digest| BodyDigest(digest).label())
            .unwrap_or_default(),
    })
}

fn channel_rows(
    settings: &InspectSettings,
    site: &Site,
    facts: &SiteFacts,
    exceptions: &[Exception],
) -> Vec<String> {
    let row = |channel: &ChannelFacts, verdict: ChannelVerdict| ChannelRow {
        site_code: site.code.to_string(),
        channel: channel.name.clone(),
        url: channel.url.to_string(),
        kind: channel.kind.label().to_owned(),
        items: channel.items,
        latest_date: channel
            .latest
            .as_ref()
            .map(|latest| latest.date.to_string())
            .unwrap_or_default(),
        date_signal: signal_word(channel).to_owned(),
        verdict: verdict.label().to_owned(),
        kind_reason: channel.kind_reason.clone(),
        reason: channel_reason(
            channel.state,
            channel.not_measured.as_deref().unwrap_or(&channel.note),
        ) + &exception_note(exceptions, settings.as_of, site, channel, verdict),
        in_time_until: in_time_until(channel, &settings.standard)
            .map(|day| day.to_string())
            .unwrap_or_default(),
    };
    let verdict = |channel| channel_verdict(channel, settings.as_of, &settings.standard);
    facts
        .channels
        .iter()
        .map(|channel| json(&row(channel, verdict(channel))))
        .collect()
}

/// What a channel's page showed, in one phrase: `空白：页面称“暂无信息”`. Nothing is said twice: `访问被拦截：返回人机验证（403）`.
fn channel_reason(state: ChannelState, more: &str) -> String {
    let state = state.label();
    let detail = more
        .strip_prefix(state)
        .map_or(more, |rest| rest.trim_start_matches('：'));
    if detail.is_empty() || detail.contains(state) {
        state.to_owned()
    } else {
        format!("{state}：{detail}")
    }
}

fn signal_word(channel: &ChannelFacts) -> &'static str {
    use xunwang_domain::facts::DateSignal::{Article, List, Meta, Url};
    match channel.latest.as_ref().map(|latest| latest.signal) {
        Some(List) => "list",
        Some(Article) => "article",
        Some(Meta) => "meta",
        Some(Url) => "url",
        None => "none",
    }
}

fn link_rows(site: &Site, gathered: &Gathered) -> Vec<String> {
    let row = |number: TargetNumber, trouble: &Trouble, class: TargetClass, note: &str| {
        let entry = gathered.frontier.entry(number);
        LinkRow {
            site_code: site.code.to_string(),
            target: entry.url.to_string(),
            status: trouble.state.status.clone(),
            class: class_word(class).to_owned(),
            places: entry.places.as_ref().map_or(0, |places| places.total()),
            first_seen: second(trouble.first_seen),
            attempts: trouble.looks.len() as u32,
            timeline: timeline(&trouble.looks),
            note: note.to_owned(),
        }
    };
    let troubles = gathered.troubles.iter().map(|(&number, trouble)| {
        let differs = trouble
            .looks
            .iter()
            .any(|look| look.status != trouble.state.status);
        let note = if differs { "两次查看结果不同" } else { "" };
        row(number, trouble, trouble.state.class, note)
    });
    // Unclear whatever it said first: nobody can tell which of the two a visitor meets.
    let flapping = gathered
        .flapping
        .iter()
        .map(|(&number, trouble)| row(number, trouble, TargetClass::Caution, "时好时坏"));
    let mut rows: Vec<LinkRow> = troubles.chain(flapping).collect();
    rows.sort_by(|left, right| left.target.cmp(&right.target));
    rows.iter().map(json).collect()
}

/// What each look said, in their order: `2026-09-15T01:00:00Z 503；2026-09-15T01:01:00Z 200`.
fn timeline(looks: &[TargetLook]) -> String {
    let said: Vec<String> = looks
        .iter()
        .map(|look| format!("{} {}", second(look.at), look.status))
        .collect();
    said.join("；")
}

fn class_word(class: TargetClass) -> &'static str {
    match class {
        TargetClass::Ok => "ok",
        TargetClass::Broken => "broken",
        TargetClass::Caution => "caution",
        TargetClass::Danger => "danger",
        TargetClass::NotMeasured => "not_measured",
    }
}

fn second(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channels_reason_says_nothing_twice() {
        for (state, more, said) in [
            (ChannelState::Listed, "", "信息列表"),
            (ChannelState::Blank, "页面称“暂无信息”", "空白：页面称“暂无信息”"),
            (
                ChannelState::Blocked,
                "访问被拦截：返回人机验证（403）",
                "访问被拦截：返回人机验证（403）",
            ),
            (
                ChannelState::Script,
                "栏目内容由脚本加载，未能检测",
                "内容由脚本加载",
            ),
            (ChannelState::Unopened, "返回404", "未打开：返回404"),
        ] {
            assert_eq!(channel_reason(state, more), said);
        }
    }
}
