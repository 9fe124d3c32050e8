//! Personal data: found where it leaks, left alone where it is legal, masked everywhere.

use xunwang_domain::finding::Certainty;
use xunwang_text::{Hit, HitClass, privacy};

/// A valid identity number of a person born on a random day, from a fixed seed.
fn identity(random: &mut fastrand::Rng) -> String {
    let regions = ["110101", "350102", "440305", "510104", "650102", "330106"];
    let region = regions[random.usize(..regions.len())];
    let date = format!(
        "{}{:02}{:02}",
        random.u32(1930..2005),
        random.u32(1..=12),
        random.u32(1..=28)
    );
    let body = format!("{region}{date}{:03}", random.u32(0..1000));
    format!("{body}{}", check_digit(&body))
}

/// The definition of GB 11643, written another way than in the product: the sum of aᵢ·2^(18−i) over all 18 signs is 1 mod 11.
fn check_digit(body: &str) -> char {
    let sum = body
        .bytes()
        .fold(0_u32, |sum, digit| (sum * 2 + u32::from(digit - b'0')) % 11);
    let last = (12 - sum * 2 % 11) % 11;
    char::from_digit(last, 10).unwrap_or('X')
}

fn card(random: &mut fastrand::Rng) -> String {
    let body: String = std::iter::once("622202".to_owned())
        .chain((0..12).map(|_| random.u32(0..10).to_string()))
        .collect();
    let last = (0..10).find(|last| luhn(&format!("{body}{last}"))).unwrap_or(0);
    format!("{body}{last}")
}

fn luhn(digits: &str) -> bool {
    let digits: Vec<u32> = digits.chars().filter_map(|sign| sign.to_digit(10)).collect();
    let odd: u32 = digits.iter().rev().step_by(2).sum();
    let even: u32 = digits
        .iter()
        .rev()
        .skip(1)
        .step_by(2)
        .map(|digit| digit * 2 / 10 + digit * 2 % 10)
        .sum();
    (odd + even).is_multiple_of(10)
}

fn kinds(text: &str) -> Vec<String> {
    privacy::find(text).into_iter().map(|hit| hit.basis).collect()
}

fn says_nothing_of(hit: &Hit, number: &str) -> bool {
    let told = format!("{} {} {}", hit.wrong, hit.right.join(" "), hit.message);
    !told.contains(&number[3..number.len() - 4])
}

#[test]
fn every_valid_identity_number_is_found_and_masked_and_none_with_a_wrong_check_digit() {
    let mut random = fastrand::Rng::with_seed(4);
    for round in 0..5_000 {
        let id = identity(&mut random);
        let written = match round % 5 {
            0 => id.clone(),
            1 => format!("{} {} {}", &id[..6], &id[6..14], &id[14..]),
            2 => id
                .chars()
                .map(|sign| char::from_u32(sign as u32 + 0xfee0).unwrap_or(sign))
                .collect(),
            3 => id.to_lowercase(),
            _ => format!("{}-{}-{}", &id[..6], &id[6..14], &id[14..]),
        };
        let text = format!("经核实，张某（身份证号：{written}）符合条件。");
        let hits = privacy::find(&text);
        assert_eq!(hits.len(), 1, "{text}");
        assert_eq!(
            (&text[hits[0].span.clone()], hits[0].class),
            (written.as_str(), HitClass::Privacy)
        );
        assert_eq!(
            hits[0].wrong,
            format!("{}*************{}", &id[..2], &id[15..]),
            "{text}"
        );
        assert!(says_nothing_of(&hits[0], &id));
        let masked = privacy::mask(&text);
        assert!(
            privacy::find(&masked).is_empty() && !masked.contains(&written[..]),
            "{masked}"
        );

        let digit = random.u32(0..10).to_string();
        let wrong = format!("{}{digit}", &id[..17]);
        if wrong != id {
            assert_eq!(kinds(&format!("身份证号：{wrong}")), [""; 0], "{wrong}");
        }
    }
}

#[test]
fn without_doubt_only_where_the_words_say_so() {
    let id = identity(&mut fastrand::Rng::with_seed(5));
    let certainty = |text: &str| privacy::find(text).first().map(|hit| hit.certainty);
    assert_eq!(certainty(&format!("身份证号码{id}")), Some(Certainty::Certain));
    assert_eq!(
        certainty(&format!("姓名\t身份证号\n张某\t{id}")),
        Some(Certainty::Certain)
    );
    assert_eq!(
        certainty(&format!("获奖人员：张某{id}")),
        Some(Certainty::Suspected)
    );
    assert_eq!(
        certainty(&format!("填写示例：身份证号{id}")),
        Some(Certainty::Suspected)
    );
    for legal in [
        "项目编号：",
        "订单号：",
        "统一社会信用代码：",
        "http://a.gov.cn/art/",
        "流水号",
    ] {
        assert_eq!(certainty(&format!("{legal}{id}")), None, "{legal}");
    }
    // 区划＋日期＋流水号 with a check digit that happens to fit.
    let case = format!("44030520190915001{}", check_digit("44030520190915001"));
    assert_eq!(certainty(&format!("办件{case}已办结")), None);
    assert_eq!(
        certainty(&format!("学生姓名：张某，身份证：{case}")),
        Some(Certainty::Certain)
    );
}

/// Random numbers in a table under the headers that say most: only as many hits as the check digit and the form let through.
#[test]
fn random_numbers_in_tables_hit_by_chance_only() {
    let mut random = fastrand::Rng::with_seed(20_261_126);
    let digits = |random: &mut fastrand::Rng, length: usize| -> String {
        (0..length).map(|_| char::from(b'0' + random.u8(0..10))).collect()
    };
    // Under a header that makes them identity numbers: 100,000 numbers of 18 digits.
    let mut table = "姓名\t身份证号码\n".to_owned();
    for _ in 0..100_000 {
        table += &format!("张某\t{}\n", digits(&mut random, 18));
    }
    // 34 of 100 regions × 54,788 days of 150 years in 10^8 × 1 of 11 check digits.
    let chance = 0.34 * 54_788.0 / 1e8 / 11.0;
    assert_bound(privacy::find(&table).len(), 100_000.0 * chance);

    // Region and date are right, the rest is chance: the check digit alone decides.
    let mut table = "姓名\t身份证号码\n".to_owned();
    for _ in 0..20_000 {
        table += &format!("张某\t35010219900307{}\n", digits(&mut random, 4));
    }
    assert_bound(privacy::find(&table).len(), 20_000.0 / 11.0);

    // Bank cards: one of ten passes Luhn's sum; of 19 digits that begin with 62 all have a known form.
    let mut table = "姓名\t银行卡号\n".to_owned();
    for _ in 0..20_000 {
        table += &format!("张某\t62{}\n", digits(&mut random, 17));
    }
    assert_bound(privacy::find(&table).len(), 20_000.0 / 10.0);

    // Without words that make them personal: lengths 10 to 20, nothing at all but identity numbers by chance.
    let mut table = "指标\t数值\t编码\n".to_owned();
    for row in 0..100_000 {
        let value = digits(&mut random, 10 + row % 11);
        table += &format!("产量\t{value}\t{}\n", digits(&mut random, 18));
    }
    assert_bound(privacy::find(&table).len(), 100_000.0 / 11.0 * chance);
}

/// Within five standard deviations of what chance gives.
fn assert_bound(found: usize, expected: f64) {
    let found = found as f64;
    let slack = 5.0 * expected.sqrt() + 1.0;
    assert!(
        (found - expected).abs() <= slack,
        "{found} hits, {expected:.2} ± {slack:.2} expected"
    );
}

#[test]
fn lists_of_natural_persons_leak_and_points_of_contact_do_not() {
    let card = card(&mut fastrand::Rng::with_seed(9));
    let list = format!(
        "2023年困难群众补助名单\n户主\t家庭住址\t补助金额\t手机号码\t一卡通账号\n张某\t示例市示例路8号201室\t500\t13800001234\t{card}\n"
    );
    assert_eq!(
        kinds(&list),
        ["privacy:address", "privacy:mobile", "privacy:card"]
    );
    let hits = privacy::find(&list);
    assert_eq!(
        (hits[0].wrong.as_str(), hits[1].wrong.as_str()),
        ("示例市******", "138****1234")
    );
    for legal in [
        "姓名\t职务\t单位\t手机\n张某\t主任\t青川市数据局\t13800001234\n".to_owned(),
        "河长名单\n姓名\t联系电话\n张某\t13800001234\n李某\t13800001235\n".to_owned(),
        "联系人：张某，13800001234；监督电话：0755-12345678。".to_owned(),
        "报名请携带身份证，咨询电话：13800001234（张老师）。".to_owned(),
        format!("户名：青川市示例有限公司，开户行：示例银行，账号：{card}。"),
        "姓名\t身份证号\t手机\n张某\t35*************123\t138****1234\n".to_owned(),
        "企业名称\t统一社会信用代码\t电话\n示例公司\t91440300MA5EXAMP1X\t13800001234\n".to_owned(),
        "公示户籍在东山村3组的低保对象。住址：按户口簿如实填写，精确到门牌号1号。".to_owned(),
        "单位地址：示例市示例路8号，邮编518000，ISBN 9787100000000。".to_owned(),
    ] {
        assert_eq!(kinds(&legal), [""; 0], "{legal}");
    }
}

/// A name beside a number is a point of contact, unless the sentence says that it is a citizen's.
#[test]
fn numbers_and_homes_of_citizens_leak_in_sentences() {
    for (text, kind) in [
        (
            "投诉人王小明（电话：13900005678）反映路灯不亮。",
            "privacy:mobile",
        ),
        ("来信人王小明，电话13900005678，反映噪音。", "privacy:mobile"),
        ("申请人：王小明，联系方式：13900005678。", "privacy:mobile"),
        (
            "王小明，家庭住址：青川市北塘区示例路12号3单元501室",
            "privacy:address",
        ),
        (
            "低保对象王小明，家住青川市北塘区示例路12号3单元501室",
            "privacy:address",
        ),
        (
            "患者李某某，女，32岁，现住青川市北塘区示例路12号3单元501室，",
            "privacy:address",
        ),
    ] {
        assert_eq!(kinds(text), [kind], "{text}");
    }
    for legal in [
        "联系人：王小明，13900005678。",
        "当事人可向联系人王小明（13900005678）查询。",
        "申请人：青川市示例有限公司，王小明，13900005678。",
        "申请人可拨打13900005678咨询。",
        "举报人请拨打电话：13900005678。",
        "家住示例小区3号楼的居民高兴地说：“路灯亮了。”",
        "请如实填写家庭住址：示例路1号一类。",
    ] {
        assert_eq!(kinds(legal), [""; 0], "{legal}");
    }
}

#[test]
fn papers_and_homes_are_found_behind_their_words() {
    assert_eq!(kinds("张某，护照号码：E12345678，已核验。"), ["privacy:passport"]);
    assert_eq!(kinds("张某，军官证：军字第1234567号"), ["privacy:officer"]);
    assert_eq!(
        kinds("当事人张某，男，住址：示例市云岭区示例路8号2栋301室。"),
        ["privacy:address"]
    );
    assert_eq!(
        kinds("护照办理须知：E签证、G类。军官证办理第1234567号窗口"),
        [""; 0]
    );
    let id = identity(&mut fastrand::Rng::with_seed(6));
    let text = format!("张某，身份证{id}，手机13800001234。");
    assert_eq!(kinds(&text), ["privacy:identity", "privacy:mobile"]);
}

#[test]
fn a_message_is_masked_whole() {
    let mut random = fastrand::Rng::with_seed(7);
    let (id, card) = (identity(&mut random), card(&mut random));
    let text = format!(
        "您好，我叫张三丰，家住青川市云岭区示例路8号2栋301室，电话13812345678，座机0755-12345678，\
         身份证{id}，银行卡{card}，邮箱zhang.san@example.cn，微信zhangsan_88，QQ：12345678，车牌粤A12345。\
         我叫张三丰，联系李小四13900005678，投诉12345热线、400-123-4567无人回复，罚款200元，订单2023091500001。"
    );
    let masked = privacy::mask(&text);
    for secret in [
        "张三丰",
        "李小四",
        "示例路8号",
        "301室",
        "13812345678",
        "12345678",
        &id,
        &card,
        "zhang.san",
        "zhangsan_88",
        "A12345",
        "13900005678",
    ] {
        assert!(!masked.contains(secret), "{secret}：{masked}");
    }
    for kept in [
        "您好",
        "投诉12345热线、400-123-4567无人回复",
        "罚款200元",
        "青川市云岭区",
        "138****5678",
        "2023091500001",
    ] {
        assert!(masked.contains(kept), "{kept}：{masked}");
    }
    assert_eq!(
        privacy::mask("路灯坏了，请尽快维修。共3盏，8号楼前。"),
        "路灯坏了，请尽快维修。共3盏，8号楼前。"
    );
}

#[test]
fn numbers_that_people_write_in_their_own_way_are_masked() {
    for text in [
        "手机138-1234-5678",
        "手机 138 1234 5678",
        "请打１３８１２３４５６７８",
        "tel13812345678谢谢",
        "+8613812345678",
        "86-13812345678",
        "138 12345678",
    ] {
        let masked = privacy::mask(text);
        let digits = masked.chars().filter(|sign| sign.is_numeric()).count();
        assert!(masked.contains("138****5678") && digits <= 9, "{text} → {masked}");
    }
    // A wrong check digit is still somebody's number.
    let masked = privacy::mask("我的身份证是350102199003071231");
    assert!(!masked.contains("19900307"), "{masked}");
}
