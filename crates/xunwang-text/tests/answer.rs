//! An answer goes in, reasons to doubt it come out: every kind, and none of a good answer.

use xunwang_text::answer::{AnswerCase, DoubtKind, EarlierAnswer, Outcome, check};

use DoubtKind::{Contradiction, Copied, Empty, EmptyPhrase, NoReason, NoReference, ThanksOnly, TooShort};

const BROKEN: &str = "政策文件栏目第二页的附件下载不了，提示文件损坏";

fn kinds(case: &AnswerCase<'_>) -> Vec<DoubtKind> {
    check(case).into_iter().map(|doubt| doubt.kind).collect()
}

fn case<'a>(kind: u8, description: &'a str, answer: &'a str, outcome: Outcome) -> AnswerCase<'a> {
    AnswerCase {
        kind,
        description,
        address: Some("http://www.qingchuan.example/a.html"),
        answer,
        outcome,
        earlier: &[],
    }
}

#[test]
fn every_kind_of_poor_answer_is_named() {
    use Outcome::{Fixed, NotAccepted, NotDefect};
    for (kind, description, answer, outcome, expected) in [
        (0, BROKEN, "", Fixed, vec![Empty]),
        (0, BROKEN, "。。。", Fixed, vec![Empty]),
        (
            0,
            BROKEN,
            "您好！感谢您对政府网站的关注和支持。",
            Fixed,
            vec![ThanksOnly],
        ),
        (
            0,
            BROKEN,
            "尊敬的网民：您的留言我们已收到，非常感谢！",
            Fixed,
            vec![ThanksOnly],
        ),
        (
            0,
            BROKEN,
            "您好，我们将尽快处理您反映的政策文件栏目附件问题。",
            Fixed,
            vec![EmptyPhrase],
        ),
        (
            0,
            BROKEN,
            "您好，政策文件栏目附件的问题正在核实，请耐心等待。",
            Fixed,
            vec![EmptyPhrase],
        ),
        (
            0,
            BROKEN,
            "我单位高度重视，进一步加强政策文件栏目的日常管理和审核。",
            Fixed,
            vec![EmptyPhrase],
        ),
        (
            0,
            BROKEN,
            "已转交相关部门处理，政策文件栏目附件由其负责。",
            Fixed,
            vec![EmptyPhrase],
        ),
        (
            0,
            BROKEN,
            "政策文件栏目附件已安排技术人员修复，请您稍后再试。",
            Fixed,
            vec![EmptyPhrase],
        ),
        (0, BROKEN, "已修复。", Fixed, vec![TooShort, NoReference]),
        (
            2,
            BROKEN,
            "您好，经核实，您反映的问题不存在，感谢支持。",
            NotDefect,
            vec![NoReason, TooShort, NoReference],
        ),
        (
            6,
            BROKEN,
            "政策文件栏目附件的问题不予受理，请知悉，感谢您的来信。",
            NotAccepted,
            vec![NoReason, TooShort],
        ),
        (
            4,
            "“帐号”应为“账号”",
            "经核对，“帐号”一词已修改为“账号”，感谢您的监督。",
            NotDefect,
            vec![Contradiction, NoReason, TooShort],
        ),
        (
            2,
            BROKEN,
            "经核对，政策文件栏目第二页的附件没有错误，不属于错误内容。",
            Fixed,
            vec![Contradiction],
        ),
        (
            3,
            "三个月前的咨询没有答复",
            "您的咨询已答复，三个月前的已办结，请查看。",
            Fixed,
            vec![TooShort],
        ),
    ] {
        let found = kinds(&case(kind, description, answer, outcome));
        for kind in &expected {
            assert!(found.contains(kind), "{answer}: {found:?}");
        }
        assert_eq!(found.first(), expected.first(), "{answer}: {found:?}");
        assert!(found.is_sorted(), "{found:?}");
    }
}

#[test]
fn a_good_answer_gives_no_reason_to_doubt() {
    use Outcome::{Fixed, NotAccepted, NotDefect};
    for (kind, description, answer, outcome) in [
        (
            0,
            BROKEN,
            "您好！经核实，政策文件栏目第二页附件因迁移时丢失而下载不了，已于9月15日重新上传，现可正常下载。感谢您的监督。",
            Fixed,
        ),
        (4, "“帐号”应为“账号”", "经核实，“帐号”已更正为“账号”。", Fixed),
        (
            4,
            "第二段“登陆”应为“登录”",
            "您好，文中“登陆”确为错别字，已修改为“登录”，感谢指正。",
            Fixed,
        ),
        (
            0,
            BROKEN,
            "经在三种浏览器测试，http://www.qingchuan.example/a.html 均可正常打开，附件下载正常，可能因您当时的网络波动所致，请清除缓存后重试。",
            NotDefect,
        ),
        (
            2,
            "公告日期写错了",
            "经核对原文，《关于道路施工的公告》的日期与印发件一致，均为2023年9月1日，不属于内容错误。",
            NotDefect,
        ),
        (
            6,
            "工资被拖欠怎么办",
            "您反映的工资问题属于投诉事项，不在政府网站找错的受理范围，请拨打12333或者到云岭区劳动监察大队反映。",
            NotAccepted,
        ),
        (
            1,
            "通知公告栏目不更新",
            "经核实，通知公告栏目已于9月14日、15日补充发布3条信息，今后按月更新。",
            Fixed,
        ),
    ] {
        assert_eq!(kinds(&case(kind, description, answer, outcome)), [], "{answer}");
    }
    let dated = case(
        0,
        BROKEN,
        "政策文件栏目附件正在修复，将于9月20日前恢复下载并告知您。",
        Outcome::Fixed,
    );
    let doubts = check(&dated);
    assert_eq!(
        doubts.iter().map(|doubt| doubt.kind).collect::<Vec<_>>(),
        [EmptyPhrase]
    );
    assert_eq!(
        doubts[0].weight,
        xunwang_text::answer::Weight::Notice,
        "a day is named"
    );
}

#[test]
fn the_same_words_to_another_complaint_are_copied() {
    let words = "您好，经核实，您反映的问题已整改完毕，我们将加强日常巡查，感谢您的监督。";
    let earlier = [EarlierAnswer {
        id: "20230901aaaa0001",
        address: Some("http://www.qingchuan.example/b.html"),
        description: "标题里把截至写成了截止",
        answer: "您好！经核实，您反映的问题已整改完毕，我们将加强日常巡查。谢谢！",
    }];
    let copied = AnswerCase {
        earlier: &earlier,
        ..case(0, BROKEN, words, Outcome::Fixed)
    };
    let doubts = check(&copied);
    let doubt = doubts.iter().find(|doubt| doubt.kind == Copied).unwrap();
    assert!(
        doubt.message.contains("20230901aaaa0001") && doubt.before.as_ref().unwrap().contains("整改完毕")
    );
    // The same complaint may be answered the same, and so may two when each names its own.
    let same = [EarlierAnswer {
        description: BROKEN,
        ..earlier[0]
    }];
    assert!(
        !kinds(&AnswerCase {
            earlier: &same,
            ..copied
        })
        .contains(&Copied)
    );
    let own = [EarlierAnswer {
        answer: "经核实，“帐号”已更正为“账号”，感谢监督。",
        ..earlier[0]
    }];
    let case = case(
        4,
        "“登陆”应为“登录”",
        "经核实，“登陆”已更正为“登录”，感谢监督。",
        Outcome::Fixed,
    );
    assert!(
        !kinds(&AnswerCase {
            earlier: &own,
            ..case
        })
        .contains(&Copied)
    );
}

#[test]
fn quotations_are_masked() {
    let doubts = check(&case(0, BROKEN, "请联系王小明，13812345678。", Outcome::Fixed));
    assert!(!doubts.is_empty());
    assert!(
        doubts
            .iter()
            .all(|doubt| !doubt.message.contains("13812345678") && !doubt.message.contains("王小明"))
    );
}
