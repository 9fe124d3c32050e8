//! Reprints (转载) of notices, tables and editions, as offices put them up; all places are fictional.

use xunwang_text::reprint::{Comparison, Difference, DifferenceKind, Order, Verdict, compare};

const NOTICE: &str = "青川市人民政府办公室关于做好2023年防汛工作的通知
青府办〔2023〕5号
各县（区）人民政府，市政府各部门：
为做好2023年防汛工作，保障人民群众生命财产安全，现将有关事项通知如下：
一、总体要求
坚持预防为主、防抗救相结合，做到早部署、早检查、早落实。各级各部门主要负责人不得擅离职守。
二、重点任务
（一）排查隐患。5月31日前完成水库、河道、山塘、城市低洼地段的隐患排查，建立台账，逐项销号。
（二）备足物资。市级储备冲锋舟12艘、救生衣3.5万件，县级储备不少于市级的百分之三十。
（三）完善预案。乡镇、街道、村居预案应当在汛前修订完毕，并至少组织一次演练。
三、责任分工
序号\t单位\t责任\t联系电话
1\t青川市水利局\t统筹协调全市防汛工作\t0998-1234567
2\t云岭市应急管理局\t组织指导抢险救援工作\t0998-2345678
3\t江口市气象局\t及时发布预警预报信息\t0998-3456789
4\t临江市交通运输局\t保障公路水路运输畅通\t0998-4567890
本通知自印发之日起施行。
青川市人民政府办公室
2023年4月12日";

/// Kinds with words, white space taken out.
fn found(source: &str, local: &str) -> Vec<(DifferenceKind, String)> {
    let found = compare(source, local);
    found
        .iter()
        .map(|one| (one.kind, one.text.split_whitespace().collect::<String>()))
        .collect()
}

fn only(kind: DifferenceKind, words: &str) -> Vec<(DifferenceKind, String)> {
    vec![(kind, words.to_string())]
}

#[test]
fn the_page_around_a_text_and_its_typography_are_no_differences() {
    let page = NOTICE
        .replace("一、总体要求", "## 一、总体要求")
        .replace("为做好2023年", "　　为做好２０２３年")
        .replace("早部署、早检查、\n早落实", "早部署,早检查,早落实")
        .replace("（一）", "1.")
        .replace("（二）", "2.")
        .replace("百分之三十。\n", "百分之30。")
        .replace("5月31日前完成水库", "5月31日前\n完成水库")
        .replace("不得擅离", "**不得**擅离");
    let page = format!(
        "首页 > 政务公开 > 通知公告\n{page}\n（此件公开发布）\n责任编辑：张三\n【打印】 【关闭】\n扫一扫在手机打开当前页\n上一篇：青川市2022年工作总结\n相关链接\n青川市防汛应急预案\n防汛知识问答"
    )
    .replacen("通知\n", "通知\n来源：青川市人民政府网　发布时间：2023-04-13　字号：[大 中 小]\n", 1);
    assert_eq!(compare(NOTICE, &page), []);
    assert_eq!(compare(&page, NOTICE), []);
    assert_eq!(Comparison::of(NOTICE, &page).verdict, Verdict::Complete);
}

#[test]
fn a_table_in_markdown_is_the_same_table() {
    let mut rows = Vec::new();
    for line in NOTICE.lines() {
        let row = format!("| {} |", line.replace('\t', " | "));
        rows.push(if line.contains('\t') {
            row
        } else {
            line.to_string()
        });
        if line.starts_with("序号") {
            rows.push("| --- | :-- | --- | --- |".to_string());
        }
    }
    assert_eq!(compare(NOTICE, &rows.join("\n\n")), []);
}

#[test]
fn what_was_left_out_is_missing() {
    let row = "2\t云岭市应急管理局\t组织指导抢险救援工作\t0998-2345678\n";
    assert_eq!(
        found(NOTICE, &NOTICE.replace(row, "")),
        only(
            DifferenceKind::Missing,
            &row.split_whitespace().collect::<String>()
        )
    );
    let sentence = "各级各部门主要负责人不得擅离职守。";
    assert_eq!(
        found(NOTICE, &NOTICE.replace(sentence, "")),
        only(DifferenceKind::Missing, sentence)
    );
    let item = "（二）备足物资。市级储备冲锋舟12艘、救生衣3.5万件，县级储备不少于市级的百分之三十。";
    assert_eq!(
        found(
            NOTICE,
            &NOTICE
                .replace(&format!("{item}\n"), "")
                .replace("（三）", "（二）")
        ),
        only(DifferenceKind::Missing, item)
    );
    let end = "青川市人民政府办公室\n2023年4月12日";
    assert_eq!(
        found(NOTICE, NOTICE.strip_suffix(end).unwrap()),
        only(DifferenceKind::Missing, "青川市人民政府办公室2023年4月12日")
    );
    let words = "保障人民群众生命财产安全，";
    assert_eq!(
        found(NOTICE, &NOTICE.replace(words, "")),
        only(DifferenceKind::Missing, words)
    );
}

#[test]
fn a_changed_word_or_number_is_altered() {
    for (from, to, source, local) in [
        ("不得擅离", "得擅离", "不得", "得"),
        ("3.5万件", "35万件", "3.5", "35"),
        ("百分之三十", "百分之二十", "三十", "二十"),
        ("0998-2345678", "0998-2345679", "2345678", "2345679"),
        ("应当在汛前", "可以在汛前", "应当", "可以"),
        ("5月31日", "6月30日", "5月31", "6月30"),
    ] {
        let altered = NOTICE.replace(from, to);
        let differences = compare(NOTICE, &altered);
        let [one] = &differences[..] else {
            panic!("{from}: {differences:#?}")
        };
        let words = (NOTICE.get(one.source.clone()), altered.get(one.local.clone()));
        assert_eq!(
            (one.kind, words),
            (DifferenceKind::Altered, (Some(source), Some(local)))
        );
        assert!(
            one.message.contains("原文为“") && one.message.contains(source),
            "{}",
            one.message
        );
    }
}

#[test]
fn what_stands_elsewhere_has_moved_and_what_is_new_was_added() {
    let (one, two) = (
        "（一）排查隐患。5月31日前完成水库、河道、山塘、城市低洼地段的隐患排查，建立台账，逐项销号。\n",
        "（三）完善预案。乡镇、街道、村居预案应当在汛前修订完毕，并至少组织一次演练。\n",
    );
    let swapped = NOTICE.replace(one, "#1").replace(two, one).replace("#1", two);
    let moved = compare(NOTICE, &swapped);
    assert!(
        !moved.is_empty() && moved.iter().all(|one| one.kind == DifferenceKind::Moved),
        "{moved:#?}"
    );
    let added = NOTICE.replace(
        "二、重点任务",
        "编者按：本文对防汛工作作了全面部署，请认真学习。\n二、重点任务",
    );
    assert_eq!(
        found(NOTICE, &added),
        only(
            DifferenceKind::Added,
            "编者按：本文对防汛工作作了全面部署，请认真学习。"
        )
    );
    assert_eq!(Comparison::of(NOTICE, &added).verdict, Verdict::Complete);
}

fn law(note: &str, term: &str, last: &str) -> String {
    let articles: String = (2..12)
        .map(|n| {
            format!("第{n}条　县级以上人民政府第{n}项河道保护职责由水行政主管部门承担，每{n}年检查一次。\n")
        })
        .collect();
    format!(
        "示例省河道保护条例\n（{note}）\n第一条　为了保护河道，制定本条例。\n{articles}第十二条　处罚决定应当在{term}日内作出。\n{last}"
    )
}

#[test]
fn an_older_edition_is_said_to_be_one() {
    let adopted = "2015年1月8日示例省人民代表大会常务委员会第三次会议通过";
    let amended = format!("{adopted}　根据2020年3月2日《关于修改〈示例省河道保护条例〉的决定》修正");
    let new = law(
        &amended,
        "十五",
        "第十三条　违反本条例的，处二千元以上二万元以下罚款。\n",
    );
    let old = law(adopted, "三十", "");
    let differences = compare(&new, &old);
    let [one] = &differences[..] else {
        panic!("{differences:#?}")
    };
    assert_eq!(
        (one.kind, one.local.clone()),
        (DifferenceKind::Edition, 0..old.len())
    );
    assert!(one.message.contains("旧版（2015年1月8日）"), "{}", one.message);
    let order = |source: &str, local: &str| match Comparison::of(source, local).verdict {
        Verdict::OtherEdition { order, .. } => Some(order),
        _ => None,
    };
    assert_eq!(
        (order(&new, &old), order(&old, &new)),
        (Some(Order::Older), Some(Order::Newer))
    );
    // The note is form: a text that is the same is no other edition, one without a note cannot be called one.
    assert_eq!(compare(&new, &new.replace(&amended, adopted)), []);
    let bare = old.replace(&format!("（{adopted}）\n"), "");
    assert_eq!(Comparison::of(&new, &bare).verdict, Verdict::Incomplete);
}

#[test]
fn texts_that_only_share_words_are_unrelated() {
    let other = "青川市教育局关于做好2023年义务教育招生工作的通知\n各学校：\n为做好2023年招生工作，现将有关事项通知如下：\n一、严格划片。按照学区划分就近入学，任何学校不得组织考试。\n二、严肃纪律。对违规招生的，依规处理。";
    assert_eq!(Comparison::of(NOTICE, other).verdict, Verdict::Unrelated);
    assert_eq!(compare(NOTICE, other), []);
    assert_eq!(compare(NOTICE, ""), []);
}

/// Pieces of which texts are made that try the reader.
const PIECES: [&str; 30] = [
    "第一条　",
    "第十",
    "二〇二三",
    "1,2",
    "。",
    "；",
    "\n",
    "\r\n",
    "\t",
    "|",
    "（一）",
    "# ",
    "**",
    "<b>",
    "&nbsp;",
    "](",
    "目录\n",
    "第一章 总则\n",
    "不得",
    "应当及时向社会公布",
    "县级以上人民政府",
    "水利局",
    "\u{3000}",
    "“",
    "”",
    "😀",
    "e\u{301}",
    "\u{feff}",
    "2015年1月8日通过\n",
    "A",
];

#[test]
fn any_two_texts_are_compared_and_the_roles_mirror_each_other() {
    let mut state = 42_u64;
    let mut below = |bound: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % bound
    };
    for round in 0..1500 {
        let first: Vec<&str> = (0..below(60)).map(|_| PIECES[below(PIECES.len())]).collect();
        let mut second = first.clone();
        for _ in 0..below(6) {
            let at = below(second.len() + 1);
            match below(3) {
                0 => second.insert(at, PIECES[below(PIECES.len())]),
                1 if at < second.len() => drop(second.remove(at)),
                _ if at < second.len() => second[at] = PIECES[below(PIECES.len())],
                _ => second.reverse(),
            }
        }
        let (first, second) = (first.concat(), second.concat());
        assert_eq!(compare(&first, &first), [], "{first:?}");
        let there = Comparison::of(&first, &second);
        let back = Comparison::of(&second, &first);
        let mut mirrored: Vec<_> = back.differences.iter().map(mirror).collect();
        mirrored.sort_by_key(key);
        let mut plain: Vec<_> = there
            .differences
            .iter()
            .map(|one| (one.kind, one.source.clone(), one.local.clone()))
            .collect();
        plain.sort_by_key(key);
        assert_eq!(plain, mirrored, "{round} {first:?} {second:?}");
        for one in &there.differences {
            assert!(
                first.get(one.source.clone()).is_some() && second.get(one.local.clone()).is_some(),
                "{one:?}"
            );
        }
    }
}

type Plain = (DifferenceKind, std::ops::Range<usize>, std::ops::Range<usize>);

fn key(one: &Plain) -> (usize, usize, usize, usize) {
    (one.1.start, one.2.start, one.1.end, one.2.end)
}

fn mirror(one: &Difference) -> Plain {
    let kind = match one.kind {
        DifferenceKind::Missing => DifferenceKind::Added,
        DifferenceKind::Added => DifferenceKind::Missing,
        other => other,
    };
    (kind, one.local.clone(), one.source.clone())
}

#[test]
fn long_texts_without_order_are_compared_in_bounded_time() {
    let same = "青川市。".repeat(20_000);
    assert_eq!(compare(&same, &same.replacen("青川市。", "", 7)).len(), 1);
    let mut state = 7_u32;
    let mut random = |count: usize| -> String {
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from_u32(0x4e00 + (state >> 20)).unwrap()
            })
            .collect()
    };
    let (first, second) = (random(100_000), random(100_000));
    assert_eq!(Comparison::of(&first, &second).verdict, Verdict::Unrelated);
}
