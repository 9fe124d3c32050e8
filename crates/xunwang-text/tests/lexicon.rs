//! Lexicons as a whole: what must be found, what must not, and where.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use xunwang_domain::finding::Certainty;
use xunwang_text::HitClass;
use xunwang_text::lexicon::{
    Article, Entry, Exception, Found, Lexicon, Matcher, Scope, State, seed_lexicons,
};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn today() -> NaiveDate {
    day(2026, 11, 26)
}

fn seeds() -> Matcher {
    Matcher::compile(seed_lexicons().iter().cloned())
}

fn lexicon(entries: Vec<Entry>) -> Arc<Lexicon> {
    Arc::new(Lexicon {
        id: "own".to_owned(),
        version: "1".to_owned(),
        title: "本单位词库".to_owned(),
        entries,
    })
}

fn entry(wrong: &str, right: &str, class: HitClass) -> Entry {
    Entry::new(wrong, right, class, "测试")
}

fn wrongs(found: &[Found]) -> Vec<&str> {
    found.iter().map(|found| found.hit.wrong.as_str()).collect()
}

fn scan(entry: Entry, text: &str) -> Vec<String> {
    let found = Matcher::compile([lexicon(vec![entry])]).scan(text, &Article::checked_on(today()));
    found.into_iter().map(|found| found.hit.wrong).collect()
}

/// The slips that real circulars quote, and those that the users of other checkers complained about.
const QUOTED: [(&str, &str); 12] = [
    ("全心全意为中国入民服务", "中国入民"),
    ("中国入民政府", "中国入民"),
    ("清明祭扫革命烈土陵园", "烈土"),
    ("第十三届全国人民代表大人第一次会议", "人民代表大人"),
    ("省人民代表大常委员会", "人民代表大常"),
    ("学习贯彻党十九大精神", "党十九大"),
    ("庆祝中华人民共合国成立", "中华人民共合国"),
    ("中国人民共和国成立", "中国人民共和国"),
    ("这一产品倍受青睐", "倍受青睐"),
    ("及时拔款到位", "拔款"),
    ("请登陆系统填报", "登陆系统"),
    ("中華人民共合國", "中華人民共合國"),
];

#[test]
fn slips_that_circulars_name_are_found() {
    let seeds = seeds();
    for (text, slip) in QUOTED {
        let found = seeds.scan(text, &Article::checked_on(today()));
        assert!(
            wrongs(&found).iter().any(|wrong| wrong.contains(slip)),
            "{slip} in {text}: {found:?}"
        );
    }
}

#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(folder);
    if !path.exists() {
        println!("skipped: {} is missing", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn slips_in_the_collection_of_circulars_are_found() {
    let Some(path) = shared("reference/circulars.md") else {
        return;
    };
    let text = fs::read_to_string(path).unwrap();
    let found = seeds().scan(&text, &Article::checked_on(today()));
    let found = wrongs(&found);
    for slip in [
        "中国入民",
        "烈土",
        "人民代表大人",
        "党十九大",
        "倍受青睐",
        "拔款",
        "登陆系统",
    ] {
        assert!(found.contains(&slip), "{slip}: {found:?}");
    }
}

/// Hits in clean text that a person agrees with: file, form, reason.
const AGREED: [(&str, &str, &str); 1] = [(
    "chinese_article.html",
    "两岸三地",
    "境外媒体的栏目名称；国内公文中应改为“海峡两岸和香港”",
)];

/// The laws of both publishers and the articles and lists of news sites: 0.7 million ideographs.
#[test]
fn clean_text_gives_no_hit_but_those_agreed_with() {
    let Some(root) = shared("data") else { return };
    let seeds = seeds();
    let mut ideographs = 0;
    for path in ["reprints", "pages", "real-sites"]
        .iter()
        .flat_map(|folder| files(&root.join(folder)))
    {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let text = if name.contains(".htm") {
            without_tags(&text)
        } else {
            text
        };
        ideographs += text.chars().filter(|c| ('一'..='鿿').contains(c)).count();
        for found in seeds.scan(&text, &Article::checked_on(today())) {
            let agreed = AGREED
                .iter()
                .any(|(file, form, _)| *file == name && *form == found.hit.wrong);
            assert!(agreed, "{name}: {}", found.hit.message);
        }
    }
    assert!(ideographs > 600_000, "{ideographs}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path))
        } else {
            all.push(path)
        }
    }
    all.sort();
    all
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => {
                inside = true;
                text.push('\n');
            }
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[test]
fn words_of_ordinary_text_are_not_hit_inside() {
    let seeds = seeds();
    for text in [
        "早晚高峰路口交通拥堵",
        "在路口 交通信号灯前等候",
        "缅怀英烈土地改革",
        "性格刚烈，土地肥沃",
        "群众自己经常参加志愿服务",
        "各自已经完成任务",
        "深入民间走访，深入民心",
        "究竟争取到多少资金",
        "即使用户已经注册",
        "工人代表大会和残疾人代表大会",
        "我党十九大以来的成就",
        "免费看黄山日出",
        "台湾等国家统一问题",
        "在台湾问题上，美国等国家的立场",
        "日本、韩国、中国台湾等国家和地区",
        "东北朝鲜族聚居地区",
        "打击网络赌博平台，查处六合彩开奖违法案件",
        "警方提醒：兼职刷单是诈骗",
    ] {
        let found = seeds.scan(text, &Article::checked_on(today()));
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn wording_of_the_region_rules_needs_its_context() {
    let seeds = seeds();
    for (text, slip) in [
        ("来自日本、韩国、台湾等国家的客商", "台湾等国家"),
        ("赴台湾、韩国等国家考察", "等国家"),
        ("组织港澳台游客出国旅游", "港澳台游客出国"),
        ("促进中台关系", "中台关系"),
        ("维族群众", "维族"),
        ("关爱残废人", "残废人"),
    ] {
        let found = seeds.scan(text, &Article::checked_on(today()));
        assert!(wrongs(&found).contains(&slip), "{text}: {found:?}");
    }
}

#[test]
fn injected_words_are_seen_through_what_hides_them() {
    let seeds = seeds();
    for text in [
        "澳*门*新*葡*京",
        "时.时.彩.平.台 注册",
        "办 证 刻 章 联系",
        "代\u{200b}开\u{200b}发\u{200b}票",
        "ＢＥＴ３６５",
    ] {
        let found = seeds.scan(text, &Article::checked_on(today()));
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].hit.class, HitClass::Spam);
    }
    assert!(
        scan(entry("按装", "安装", HitClass::Typo), "请 按 装 置 说明").is_empty(),
        "who mistypes hides nothing"
    );
    assert!(scan(entry("贯切", "贯彻", HitClass::Typo), "连贯，切实").is_empty());
}

#[test]
fn the_longer_form_counts_and_the_graver_of_two() {
    let own = lexicon(vec![
        entry("入民", "人民", HitClass::Typo),
        entry("中国入民", "中国人民", HitClass::Misstatement),
        Entry {
            id: "2".to_owned(),
            ..entry("中国入民", "中国人民", HitClass::Typo)
        },
    ]);
    let found = Matcher::compile([own]).scan("中国入民，入民", &Article::checked_on(today()));
    assert_eq!(wrongs(&found), ["中国入民", "入民"]);
    assert_eq!(found[0].hit.class, HitClass::Misstatement);
    assert_eq!(found[0].hit.basis, "lexicon:own/中国入民");
    assert_eq!(found[0].hit.span, 0..12);
}

#[test]
fn context_decides() {
    let near = Entry {
        near: vec!["台湾".to_owned()],
        window: 4,
        ..entry("行政院", "", HitClass::Wording)
    };
    assert_eq!(scan(near.clone(), "台湾当局行政院"), ["行政院"]);
    assert!(scan(near.clone(), "台湾当局在这里的行政院").is_empty(), "too far");
    assert!(scan(near, "台湾\n行政院").is_empty(), "another line");
    let not_near = Entry {
        not_near: vec!["“".to_owned()],
        window: 1,
        ..entry("行政院", "", HitClass::Wording)
    };
    assert_eq!(scan(not_near.clone(), "“院”和行政院"), ["行政院"]);
    assert!(scan(not_near, "“行政院”").is_empty());
    let inside = Entry {
        unless_inside: vec!["竟争取".to_owned()],
        ..entry("竟争", "竞争", HitClass::Typo)
    };
    assert_eq!(scan(inside, "他竟争取，市场竟争"), ["竟争"]);
}

#[test]
fn the_date_of_the_article_decides() {
    let limited = Entry {
        from: Some(day(2018, 3, 22)),
        certainty: Certainty::Certain,
        ..entry("国家旅游局", "文化和旅游部", HitClass::Wording)
    };
    let matcher = Matcher::compile([lexicon(vec![limited])]);
    let on = |date| {
        matcher.scan(
            "国家旅游局发布",
            &Article {
                date,
                ..Article::checked_on(today())
            },
        )
    };
    assert!(on(Some(day(2018, 3, 21))).is_empty());
    assert_eq!(on(Some(day(2018, 3, 22)))[0].hit.certainty, Certainty::Certain);
    let undated = on(None);
    assert_eq!(undated[0].hit.certainty, Certainty::Suspected);
    assert!(
        undated[0].hit.message.contains("日期不明"),
        "{}",
        undated[0].hit.message
    );
}

#[test]
fn what_the_office_allows_is_returned_with_its_reason() {
    let matcher = Matcher::compile([lexicon(vec![entry("烈土", "烈士", HitClass::Misstatement)])]);
    let exception = |scope: Scope| Exception {
        text: "烈土街".to_owned(),
        basis: "lexicon:own".to_owned(),
        scope,
        reason: "地名".to_owned(),
        until: Some(day(2026, 12, 31)),
        owner: "示例省政府办公厅".to_owned(),
    };
    let scan = |text: &str, exceptions: &[Exception], today| {
        let article = Article {
            unit: "示例省教育厅",
            site: "9900000001",
            page: "http://example.cn/1",
            exceptions,
            ..Article::checked_on(today)
        };
        matcher
            .scan(text, &article)
            .into_iter()
            .map(|found| found.allowed)
            .collect::<Vec<_>>()
    };
    let allowed = [Some("地名".to_owned())];
    for scope in [
        Scope::Fleet,
        Scope::Unit("示例省教育厅".to_owned()),
        Scope::Site("9900000001".to_owned()),
        Scope::Page("http://example.cn/1".to_owned()),
    ] {
        assert_eq!(scan("位于烈土街一号", &[exception(scope)], today()), allowed);
    }
    let elsewhere = Scope::Site("9900000002".to_owned());
    assert_eq!(scan("位于烈土街一号", &[exception(elsewhere)], today()), [None]);
    assert_eq!(
        scan("位于烈土街一号", &[exception(Scope::Fleet)], day(2027, 1, 1)),
        [None],
        "it has ended"
    );
    assert_eq!(
        scan("祭扫烈土", &[exception(Scope::Fleet)], today()),
        [None],
        "another phrase"
    );
}

#[test]
fn an_office_overrules_what_is_shipped() {
    let withdrawn = Entry {
        state: State::Withdrawn,
        ..entry("烈土", "烈士", HitClass::Misstatement)
    };
    let draft = Entry {
        state: State::Draft,
        ..entry("试用词", "正式词", HitClass::Typo)
    };
    let all = || {
        seed_lexicons()
            .iter()
            .cloned()
            .chain([lexicon(vec![withdrawn.clone(), draft.clone()])])
    };
    let article = Article::checked_on(today());
    assert!(
        Matcher::compile(all())
            .scan("祭扫烈土，试用词", &article)
            .is_empty()
    );
    assert_eq!(
        wrongs(&Matcher::compile_with_drafts(all()).scan("祭扫烈土，试用词", &article)),
        ["试用词"]
    );
}

#[test]
fn names_and_quoted_slips_are_no_typing_errors() {
    let matcher = Matcher::compile([lexicon(vec![Entry {
        certainty: Certainty::Certain,
        ..entry("高心", "高兴", HitClass::Typo)
    }])]);
    let text = "高心同志介绍，有人把高兴误写为高心";
    let name = 0.."高心".len();
    let found = matcher.scan(
        text,
        &Article {
            names: &[name],
            ..Article::checked_on(today())
        },
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].hit.certainty, Certainty::Suspected);
    assert!(found[0].hit.score < 0.5);
}

/// Linear congruences: chance that is the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn every_offset_lies_on_a_character_whatever_the_text() {
    let seeds = seeds();
    let mut chance = Chance(20_261_126);
    let bits = [
        "中国入民",
        "烈土",
        "时时彩平台",
        "国",
        "民",
        "台湾等国家",
        "\u{200b}",
        "\u{feff}",
        " ",
        "　",
        "\n",
        "*",
        "，",
        "Ａ",
        "bet365",
        "𠮷",
        "⺠",
        "國",
        "é",
        "👍🏽",
        "\u{e0001}",
        "。",
        "“",
    ];
    let mut hits = 0;
    for _ in 0..4_000 {
        let text: String = (0..chance.below(40))
            .map(|_| bits[chance.below(bits.len())])
            .collect();
        for Found { hit, .. } in seeds.scan(&text, &Article::checked_on(today())) {
            assert_eq!(text.get(hit.span.clone()), Some(hit.wrong.as_str()), "{text:?}");
            hits += 1;
        }
    }
    assert!(hits > 2_000, "{hits}");
}

#[test]
fn a_slip_is_found_at_its_place_in_a_long_text() {
    let seeds = seeds();
    let mut chance = Chance(5);
    let line = "全省各级政府要认真学习有关文件，切实做好下一步工作。\n";
    for slip in ["中国入民", "人民代表大人", "登陆系统"] {
        let before = line.repeat(chance.below(900));
        let text = format!("{before}{slip}、{}", line.repeat(chance.below(900)));
        let found = seeds.scan(&text, &Article::checked_on(today()));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].hit.span, before.len()..before.len() + slip.len());
    }
}

#[test]
fn a_longer_milder_mistake_does_not_hide_a_graver_one_in_it() {
    let matcher = seeds();
    for text in [
        "前往烈土陵园祭扫。",
        "学习中华人民共合国宪法。",
        "广大入民群众满意。",
    ] {
        let found = matcher.scan(text, &Article::checked_on(today()));
        let classes: Vec<_> = found.iter().map(|found| found.hit.class).collect();
        assert_eq!(classes, [HitClass::Misstatement], "{text} {found:?}");
    }
}
