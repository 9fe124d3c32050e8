//! What the circular says, from facts of many kinds.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use common::{changed, confirmed, reference};
use expect_test::expect_file;
use xunwang_domain::circular::{CityListStyle, FeedbackFacts, RecheckFacts, ReminderFacts};
use xunwang_report::document::{Document, Edition};
use xunwang_report::documents::circular::compose;
use xunwang_report::figure::Value;

fn text(document: &Document) -> String {
    document.plain_text()
}

#[test]
fn the_reference_facts_give_the_reference_circular() {
    expect_file!["fixtures/reference-text.txt"].assert_eq(&text(&confirmed(&reference())));
}

#[test]
fn the_overall_situation_is_worded_as_in_the_real_circular() {
    let text = text(&confirmed(&reference()));
    // Sentences of the published circular, with the full-width punctuation of the printed one.
    for sentence in [
        "2023年第三季度，对照国务院办公厅《检查考核指标》，省政府办公厅对全省在运行的529家政府网站进行了全覆盖检查，总体合格率为99.1%，广州、深圳、珠海等17个地级以上市合格率均达100%。",
        "7月1日至9月19日，全省共收到网民反馈的“我为政府网站找错”留言712条，均已按期办理，办结率达100%。",
        "同时，省政府办公厅对全省正常运行的3177个政务新媒体进行了检查，检查范围包括安全问题、内容更新、互动回应三项“单项否决”指标。",
        "绝大多数政务新媒体认真做好信息发布和互动回应工作，符合检查指标要求，总体合格率达99.8%。",
        "在今年第一季度被通报多个栏目更新不及时后，本季度仍出现相同问题。",
        "如梅州市有3个政务新媒体监测时间点前2周内无更新",
        "并于10月20日前将整改情况报送省政府办公厅。",
        "注：检查采样时间为2023年7月1日至9月15日。",
    ] {
        assert!(text.contains(sentence), "{sentence}");
    }
}

#[test]
fn cities_are_listed_in_three_styles() {
    let with = |style| text(&confirmed(&changed(|facts| facts.city_list_style = style)));
    assert!(with(CityListStyle::All).contains("广州、深圳、珠海、汕头、佛山、河源、梅州、惠州、东莞、中山、湛江、茂名、肇庆、清远、潮州、揭阳、云浮17个地级以上市合格率均达100%"));
    assert!(
        with(CityListStyle::Except).contains("除韶关、汕尾、江门、阳江外，其余17个地级以上市合格率均达100%")
    );
    let spotless = changed(|facts| {
        facts.areas.iter_mut().for_each(|area| area.sites_failed = 0);
        facts
            .problems
            .retain(|problem| !(problem.failing && problem.name.contains('网')));
    });
    assert!(text(&confirmed(&spotless)).contains("总体合格率为100%，全省21个地级以上市合格率均达100%。"));
}

#[test]
fn what_could_not_be_measured_is_said_and_nothing_is_called_complete() {
    let facts = changed(|facts| facts.areas[0].sites_checked -= 2);
    let text = text(&confirmed(&facts));
    assert!(text.contains(
        "529家政府网站进行了检查，完成检测527家，另有2家未能检测，不计入合格率，总体合格率为99.1%"
    ));
    assert!(!text.contains("全覆盖"));
    assert!(text.contains("｜未能检测数｜"));
    let provisional = compose(&reference(), Edition::Provisional).unwrap().plain_text();
    assert!(!provisional.contains("全覆盖") && provisional.starts_with("机器检查初稿，未经人工复核"));
}

#[test]
fn messages_that_were_late_are_told_apart() {
    let facts = changed(|facts| {
        let (closed_on_time, closed_late, open, overdue) = (690, 8, 10, 4);
        facts.feedback = Some(FeedbackFacts {
            received: 712,
            closed_on_time,
            closed_late,
            open,
            overdue,
        });
    });
    let text = text(&confirmed(&facts));
    assert!(text.contains(
        "留言712条，已办结698条（其中超期办结8条），办结率为98.0%，按期办结率为98.3%；在办未到期10条；逾期未办结4条。"
    ), "{text}");
    assert!(!text.contains("均已按期办理"));
}

#[test]
fn nothing_to_report_is_a_right_document_too() {
    let facts = changed(|facts| {
        facts.problems.clear();
        facts.feedback = None;
        facts.message_window = None;
        for area in &mut facts.areas {
            (
                area.sites_failed,
                area.accounts_running,
                area.accounts_checked,
                area.accounts_failed,
            ) = (0, 0, 0, 0);
        }
    });
    let document = confirmed(&facts);
    let text = text(&document);
    assert_eq!(document.attachments.len(), 2);
    for absent in [
        "政务新媒体进行了检查",
        "留言712",
        "，如",
        "（二）政务新媒体",
        "整改情况报送",
        "—｜",
    ] {
        assert!(!text.contains(absent), "{absent}\n{text}");
    }
    assert!(text.contains("本季度检查未发现政府网站存在需要通报的突出问题。"));
    let unanswered = changed(|facts| {
        facts.feedback = Some(FeedbackFacts {
            received: 0,
            closed_on_time: 0,
            closed_late: 0,
            open: 0,
            overdue: 0,
        });
    });
    assert!(
        confirmed(&unanswered)
            .plain_text()
            .contains("全省未收到网民反馈的“我为政府网站找错”留言。")
    );
}

#[test]
fn a_rate_rounded_to_a_hundred_says_how_many_failed() {
    let facts = changed(|facts| {
        facts
            .problems
            .retain(|problem| !problem.failing || problem.name == "平安簕竹" || problem.name.contains('网'));
        for area in &mut facts.areas {
            area.accounts_failed = u64::from(area.name == "东莞市");
        }
    });
    let document = confirmed(&facts);
    assert!(text(&document).contains("总体合格率达100%（四舍五入，其中不合格1个）。"));
    assert!(
        document
            .notes
            .iter()
            .any(|note| note.contains("四舍五入后为100%"))
    );
}

#[test]
fn a_document_number_out_of_form_is_pointed_out() {
    let notes = |number: &str| confirmed(&changed(|facts| facts.number = Some(number.to_owned()))).notes;
    assert_eq!(notes("粤府办函〔2023〕59号"), Vec::<String>::new());
    for wrong in [
        "粤府办函[2023]59号",
        "粤府办函〔2023〕第59号",
        "粤府办函〔2023〕059号",
        "粤府办函〔23〕59号",
        "〔2023〕59号",
        "粤府办函59号",
    ] {
        assert!(
            notes(wrong)
                .iter()
                .any(|note| note.contains(&format!("发文字号“{wrong}”"))),
            "{wrong}"
        );
    }
}

#[test]
fn the_change_against_the_last_quarter_is_told_from_what_is_printed() {
    let with = |checked: u64, failed: u64, decimals: u8| {
        text(&confirmed(&changed(|facts| {
            facts.rate_decimals = decimals;
            let past =
                serde_json::json!({"quarter": "2023Q2", "sites_checked": checked, "sites_failed": failed});
            facts.history = vec![serde_json::from_value(past).unwrap()];
        })))
    };
    // 524 of 529 are 99.05…%; 525 of 531 are 98.87…%.
    assert!(with(531, 6, 1).contains("总体合格率为99.1%，较上季度上升0.2个百分点，广州"));
    assert!(with(531, 6, 2).contains("总体合格率为99.05%，较上季度上升0.18个百分点，广州"));
    assert!(with(531, 0, 1).contains("总体合格率为99.1%，较上季度下降0.9个百分点，"));
    assert!(with(529, 5, 1).contains("总体合格率为99.1%，与上季度持平，"));
    assert!(with(100, 2, 0).contains("总体合格率为99%，较上季度上升1个百分点，"));
    let earlier = changed(|facts| {
        let past = serde_json::json!({"quarter": "2023Q1", "sites_checked": 531, "sites_failed": 6});
        facts.history = vec![serde_json::from_value(past).unwrap()];
    });
    assert!(
        !text(&confirmed(&earlier)).contains("较上季度"),
        "another quarter is not the last one"
    );
}

#[test]
fn the_optional_parts_are_told() {
    let facts = changed(|facts| {
        let object = |area: &str, name: &str| {
            serde_json::from_value(serde_json::json!({"area": area, "name": name})).unwrap()
        };
        facts.recheck = Some(RecheckFacts {
            of: "2023Q2".parse().unwrap(),
            objects: 6,
            mended: 5,
            not_mended: vec![object("江门市", "青川区政府门户网站")],
            problems: 30,
            problems_mended: 27,
        });
        facts.reminders = Some(ReminderFacts {
            sent: 659,
            mended: 653,
        });
        facts.unregistered = vec![
            serde_json::from_value(
                serde_json::json!({"area": "江门市", "name": "青川微讯", "platform": "抖音"}),
            )
            .unwrap(),
        ];
    });
    let text = text(&confirmed(&facts));
    for sentence in [
        "省政府办公厅对2023年第二季度通报的6个存在突出问题的对象进行了复查，已完成整改5个，仍有1个未完成整改，分别为江门市“青川区政府门户网站”。",
        "通报的问题中整改期限已到的30个，已完成整改27个，整改率为90.0%。",
        "检查期间共发出整改提示单659份，已完成整改653份，整改率为99.1%。",
        "检查发现未按要求备案的政务新媒体1个，如江门市“青川微讯”抖音。",
    ] {
        assert!(text.contains(sentence), "{sentence}\n{text}");
    }
}

#[test]
fn the_machine_never_quotes_wrong_wording() {
    let facts = changed(|facts| {
        facts.problems[5].text = "“中国入民”应为“中国人民”".to_owned();
    });
    let provisional = compose(&facts, Edition::Provisional).unwrap().plain_text();
    assert!(!provisional.contains("入民") && provisional.contains("出现严重表述错误"));
}

#[test]
fn an_edited_figure_does_not_pass_the_check() {
    let facts = reference();
    let mut document = confirmed(&facts);
    let cell = document.attachments[0].table.rows[0]
        .iter_mut()
        .find_map(|cell| match cell {
            xunwang_report::document::Cell::Figure(figure) => Some(figure),
            _ => None,
        });
    let figure = cell.unwrap();
    figure.value = Value::Count(57);
    figure.shown = "57".to_owned();
    let found = document.check(&facts);
    assert!(
        found
            .iter()
            .any(|wrong| wrong.to_string() == "附件1第1行“在运行数”：印为57，按数据应为58"),
        "{found:?}"
    );
    assert!(
        found
            .iter()
            .any(|wrong| wrong.message == "各行之和为528，合计印为529"),
        "{found:?}"
    );
}

/// Consistent facts of every size: no site, no account, all failing, one area, nothing measured.
#[test]
fn any_consistent_facts_give_a_document_that_agrees_with_itself() {
    let mut seed = 20_230_921_u64;
    let mut below = |bound: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % (bound + 1)
    };
    for round in 0..300 {
        let facts = changed(|facts| {
            let areas = below(26) as usize + 1;
            facts.areas.truncate(areas);
            facts.rate_decimals = below(4) as u8;
            facts.city_list_style =
                [CityListStyle::Leading, CityListStyle::All, CityListStyle::Except][below(2) as usize];
            let sample = facts.problems.clone();
            facts.problems.clear();
            for area in &mut facts.areas {
                for account in [false, true] {
                    let running = below(1) * below(12);
                    let checked = below(running);
                    let failed = below(checked);
                    if account {
                        (area.accounts_running, area.accounts_checked, area.accounts_failed) =
                            (running, checked, failed);
                    } else {
                        (area.sites_running, area.sites_checked, area.sites_failed) =
                            (running, checked, failed);
                    }
                    for number in 0..failed {
                        let mut problem = sample[if account { 10 } else { 1 + below(4) as usize }].clone();
                        problem.area = area.name.clone();
                        problem.name = format!("{}第{number}", if account { "号" } else { "网" });
                        problem.named = below(1) == 1;
                        facts.problems.push(problem);
                    }
                }
            }
        });
        let document = confirmed(&facts);
        let text = text(&document);
        for wrong in ["，，", "。。", "，。", "；。", "：。", "另有0家", "如。", "、、"] {
            assert!(!text.contains(wrong), "round {round}: {wrong}\n{text}");
        }
    }
}
