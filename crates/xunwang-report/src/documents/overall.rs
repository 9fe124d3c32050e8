//! 一、总体情况: what was inspected, the pass rates, the error reports, and what became of the last circular.

use std::collections::BTreeMap;

use xunwang_domain::circular::{AreaFacts, AreaKind, CircularFacts, CityListStyle};

use super::feedback::feedback;
use super::words::{Words, heading};
use crate::document::{Block, Edition};
use crate::figure::{Counted, Figure, Inspected, RecheckPart, is_qualified, rate_change};
use crate::wording::{Region, clean, short_city};

pub(crate) fn section(facts: &CircularFacts, region: &Region, edition: Edition) -> Vec<Block> {
    let mut blocks = vec![occasion(facts, region), heading(1, 1, "总体情况")];
    let mut first = Words::new(facts);
    if has_sites(facts) {
        sites(&mut first, facts, region, edition);
    }
    feedback(&mut first, facts, region);
    if !first.is_empty() {
        blocks.push(first.paragraph());
    }
    for write in [
        accounts as fn(&mut Words<'_>, &CircularFacts, &Region),
        recheck,
        praise,
    ] {
        let mut words = Words::new(facts);
        write(&mut words, facts, region);
        if !words.is_empty() {
            blocks.push(words.paragraph());
        }
    }
    blocks
}

fn occasion(facts: &CircularFacts, region: &Region) -> Block {
    let mut words = Words::new(facts);
    words.say(
        "为贯彻落实《国务院办公厅关于印发政府网站发展指引的通知》（国办发〔2017〕47号，以下简称《指引》）\
         《国务院办公厅秘书局关于印发政府网站与政务新媒体检查指标、监管工作年度考核指标的通知》\
         （国办秘函〔2019〕19号，以下简称《检查考核指标》）以及",
    );
    let subject = match (has_sites(facts), has_accounts(facts)) {
        (true, true) => "政府网站与政务新媒体",
        (false, true) => "政务新媒体",
        _ => "政府网站",
    };
    words.say(format!(
        "{}关于加强政府网站和政务新媒体管理工作的部署要求，{}组织开展了{}{subject}检查工作，现将有关情况通报如下。",
        region.leaders,
        region.office,
        facts.quarter.in_full(),
    ));
    words.paragraph()
}

/// Whether the inspection knows of any account at all.
pub(crate) fn has_accounts(facts: &CircularFacts) -> bool {
    facts.total(|area| area.accounts_running) > 0
}

/// Whether the inspection is of sites: some circulars are of accounts alone.
pub(crate) fn has_sites(facts: &CircularFacts) -> bool {
    facts.total(|area| area.sites_running) > 0 || !has_accounts(facts)
}

fn count(of: Counted) -> Figure {
    Figure::Count { area: None, of }
}

fn sites(words: &mut Words<'_>, facts: &CircularFacts, region: &Region, edition: Edition) {
    use Inspected::Sites;
    let running = facts.total(|area| area.sites_running);
    let checked = facts.total(|area| area.sites_checked);
    let quarter = facts.quarter.in_full();
    if running == 0 {
        words.say(format!("{quarter}，{}没有在运行的政府网站。", region.whole));
        return;
    }
    words.say(format!(
        "{quarter}，对照国务院办公厅《检查考核指标》，{}对{}在运行的",
        region.office, region.whole
    ));
    words.figure(count(Counted::Running(Sites)));
    if facts.sites_sampled && checked < running {
        words
            .say("家政府网站中的")
            .figure(count(Counted::Checked(Sites)))
            .say("家进行了抽查，抽查比例为")
            .figure(Figure::CheckedShare(Sites));
        if checked > 0 {
            words.say("，");
            pass_rate(words, facts, region);
        }
        words.say("。");
        return;
    }
    words.say("家政府网站进行了");
    // Only people can say that nothing was left out (product.md, settled questions).
    let complete = checked == running && edition == Edition::Confirmed;
    words.say(if complete {
        "全覆盖检查，"
    } else {
        "检查，"
    });
    if checked < running {
        words
            .say("完成检测")
            .figure(count(Counted::Checked(Sites)))
            .say("家，另有");
        words
            .figure(count(Counted::Unmeasured(Sites)))
            .say("家未能检测，不计入合格率");
        words.say(if checked == 0 { "。" } else { "，" });
    }
    if checked > 0 {
        pass_rate(words, facts, region);
        words.say("。");
    }
}

fn pass_rate(words: &mut Words<'_>, facts: &CircularFacts, region: &Region) {
    let (area, of) = (None, Inspected::Sites);
    words.say("总体合格率为");
    words.rate(Figure::PassRate { area, of }, count(Counted::Failed(of)), "家");
    change(words, facts, of);
    cities(words, facts, region);
}

fn cities(words: &mut Words<'_>, facts: &CircularFacts, region: &Region) {
    let all: Vec<&AreaFacts> = facts
        .areas
        .iter()
        .filter(|area| area.kind == AreaKind::City)
        .collect();
    let (passed, others): (Vec<&AreaFacts>, Vec<&AreaFacts>) =
        all.iter().partition(|area| is_qualified(area));
    let names = |areas: &[&AreaFacts]| {
        areas
            .iter()
            .map(|area| short_city(&area.name))
            .collect::<Vec<_>>()
            .join("、")
    };
    if passed.is_empty() {
        return;
    }
    words.say("，");
    if others.is_empty() {
        words.say(region.whole);
    } else {
        match facts.city_list_style {
            CityListStyle::Leading if passed.len() > 3 => {
                words.say(names(passed.get(..3).unwrap_or_default())).say("等");
            }
            CityListStyle::Leading | CityListStyle::All => {
                words.say(names(&passed));
            }
            CityListStyle::Except => {
                words.say(format!("除{}外，其余", names(&others)));
            }
        }
    }
    words
        .figure(Figure::QualifiedCities)
        .say(format!("个{}合格率", region.city));
    words.say(if passed.len() > 1 { "均达100%" } else { "达100%" });
}

fn accounts(words: &mut Words<'_>, facts: &CircularFacts, region: &Region) {
    use Inspected::Accounts;
    if !has_accounts(facts) {
        return;
    }
    let running = facts.total(|area| area.accounts_running);
    let checked = facts.total(|area| area.accounts_checked);
    let failed = facts.total(|area| area.accounts_failed);
    if checked == 0 {
        words
            .say(format!("{}正常运行的", region.whole))
            .figure(count(Counted::Running(Accounts)));
        words.say("个政务新媒体本季度未检查。");
        return;
    }
    let also = if has_sites(facts) {
        "同时，".to_owned()
    } else {
        format!("{}，", facts.quarter.in_full())
    };
    words.say(format!("{also}{}对{}正常运行的", region.office, region.whole));
    words
        .figure(count(Counted::Running(Accounts)))
        .say("个政务新媒体");
    if checked < running {
        words
            .say("中的")
            .figure(count(Counted::Checked(Accounts)))
            .say("个");
    }
    words.say("进行了检查");
    if checked < running {
        words
            .say("（检查比例为")
            .figure(Figure::CheckedShare(Accounts))
            .say("，其余");
        words
            .figure(count(Counted::Unmeasured(Accounts)))
            .say("个未列入抽查或未能检测，不计入合格率）");
    }
    words.say("，检查范围包括安全问题、内容更新、互动回应三项“单项否决”指标。从检查结果看，");
    let passed = checked.saturating_sub(failed);
    let praise = match passed {
        _ if failed == 0 => "受检政务新媒体均",
        _ if u128::from(passed) * 10 >= u128::from(checked) * 9 => "绝大多数政务新媒体",
        _ if u128::from(passed) * 2 > u128::from(checked) => "多数政务新媒体",
        _ => "",
    };
    if !praise.is_empty() {
        words
            .say(praise)
            .say("认真做好信息发布和互动回应工作，符合检查指标要求，");
    }
    words.say(if praise.is_empty() {
        "总体合格率为"
    } else {
        "总体合格率达"
    });
    words.rate(
        Figure::PassRate {
            area: None,
            of: Accounts,
        },
        count(Counted::Failed(Accounts)),
        "个",
    );
    change(words, facts, Accounts);
    words.say("。");
    by_platform(words, facts);
}

/// “，较上季度上升0.2个百分点”, where the quarter before is known.
fn change(words: &mut Words<'_>, facts: &CircularFacts, of: Inspected) {
    let Some(points) = rate_change(facts, of) else {
        return;
    };
    if points == 0 {
        words.say("，与上季度持平");
        return;
    }
    words
        .say(if points > 0 {
            "，较上季度上升"
        } else {
            "，较上季度下降"
        })
        .figure(Figure::RateChange(of))
        .say("个百分点");
}

/// “其中，微信公众号合格率为95.57%，新浪微博为92.13%。” where the split covers every inspected account of two platforms or
/// more, the largest first.
fn by_platform(words: &mut Words<'_>, facts: &CircularFacts) {
    let mut checked: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, split) in facts.areas.iter().flat_map(|area| &area.platforms) {
        let sum = checked.entry(name).or_default();
        *sum = sum.saturating_add(split.checked);
    }
    checked.retain(|_, number| *number > 0);
    let covered = checked
        .values()
        .fold(0_u64, |sum, number| sum.saturating_add(*number));
    if checked.len() < 2 || covered != facts.total(|area| area.accounts_checked) {
        return;
    }
    let mut largest: Vec<(&str, u64)> = checked.into_iter().collect();
    largest.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    for (index, (name, _)) in largest.into_iter().enumerate() {
        words
            .say(if index == 0 { "其中，" } else { "，" })
            .say(name)
            .say(if index == 0 { "合格率为" } else { "为" })
            .figure(Figure::PlatformRate {
                name: name.to_owned(),
            });
    }
    words.say("。");
}

fn recheck(words: &mut Words<'_>, facts: &CircularFacts, region: &Region) {
    if let Some(recheck) = facts.recheck.as_ref().filter(|recheck| recheck.objects > 0) {
        words.say(format!("{}对{}通报的", region.office, recheck.of.in_full()));
        words
            .figure(Figure::Recheck(RecheckPart::Objects))
            .say("个存在突出问题的对象进行了复查，");
        if recheck.not_mended.is_empty() {
            words.say("均已完成整改。");
        } else {
            words
                .say("已完成整改")
                .figure(Figure::Recheck(RecheckPart::Mended))
                .say("个，仍有");
            words
                .figure(Figure::Recheck(RecheckPart::NotMended))
                .say("个未完成整改，分别为");
            let names: Vec<String> = recheck
                .not_mended
                .iter()
                .map(|object| format!("{}“{}”", object.area, object.name))
                .collect();
            words.say(names.join("、")).say("。");
        }
    }
    if facts.reminders.is_some_and(|reminders| reminders.sent > 0) {
        words
            .say("检查期间共发出整改提示单")
            .figure(Figure::RemindersSent)
            .say("份，已完成整改");
        words
            .figure(Figure::RemindersMended)
            .say("份，整改率为")
            .figure(Figure::ReminderRate)
            .say("。");
    }
}

fn praise(words: &mut Words<'_>, facts: &CircularFacts, _: &Region) {
    let sentences: Vec<String> = facts
        .praise
        .iter()
        .map(|praise| format!("{}{}", praise.area, clean(&praise.text)))
        .collect();
    if !sentences.is_empty() {
        words.say(sentences.join("；")).say("，予以表扬。");
    }
}
