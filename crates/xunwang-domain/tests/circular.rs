//! FACTS.json: what is refused, and in which words.

use serde_json::{Value, json};
use xunwang_domain::circular::CircularFacts;

fn good() -> Value {
    json!({
        "title": "示例省人民政府办公厅关于2023年第三季度检查情况的通报", "issuer": "示例省人民政府办公厅",
        "quarter": "2023Q3", "issued_on": "2023-09-21", "rectify_by": "2023-10-20",
        "sampling_window": ["2023-07-01", "2023-09-15"], "message_window": ["2023-07-01", "2023-09-19"],
        "rate_decimals": 1, "city_list_style": "leading",
        "areas": [
            {"name": "青川市", "kind": "city", "sites_running": 10, "sites_checked": 10, "sites_failed": 1,
             "accounts_running": 5, "accounts_checked": 5, "accounts_failed": 0,
             "platforms": {"微信公众号": {"running": 5, "checked": 5, "failed": 0}}},
            {"name": "省示例厅", "kind": "department", "sites_running": 2, "sites_checked": 1, "sites_failed": 0,
             "accounts_running": 0, "accounts_checked": 0, "accounts_failed": 0}
        ],
        "feedback": {"received": 3, "closed_on_time": 2, "closed_late": 0, "open": 1, "overdue": 0},
        "problems": [{"object": "site", "area": "青川市", "name": "青川网", "unit": "青川市政府办", "platform": "",
                      "failing": true, "named": true, "rule": "channel-stale", "text": "栏目更新不及时", "repeat_of": null}]
    })
}

fn parsed(facts: &Value) -> Result<CircularFacts, String> {
    CircularFacts::from_json(&serde_json::to_vec_pretty(facts).unwrap()).map_err(|error| error.to_string())
}

fn with(pointer: &str, value: Value) -> Value {
    let mut facts = good();
    if let Some(place) = facts.pointer_mut(pointer) {
        *place = value;
    } else {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        facts.pointer_mut(parent).unwrap()[key] = value;
    }
    facts
}

fn contradictions(facts: &Value) -> Vec<String> {
    parsed(facts)
        .unwrap()
        .contradictions()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn good_facts_pass_and_survive_writing() {
    let facts = parsed(&good()).unwrap();
    assert_eq!(facts.contradictions(), []);
    let again = CircularFacts::from_json(&serde_json::to_vec(&facts).unwrap()).unwrap();
    assert_eq!(again, facts);
    assert_eq!(
        facts.site_rate().percent(1),
        "90.9%",
        "what was not checked stands outside the denominator"
    );
    let moment = parsed(&with("/issued_on", json!("2023-09-20T18:00:00Z"))).unwrap();
    assert_eq!(
        moment.issued_on.to_string(),
        "2023-09-21",
        "RFC 3339 is read in Chinese time"
    );
}

#[test]
fn every_contradiction_is_named() {
    let cases = [
        (
            "/areas/0/sites_failed",
            json!(2),
            "不合格网站填报2个，但问题清单中判为不合格的有1个（青川网）",
        ),
        (
            "/areas/0/sites_failed",
            json!(11),
            "不合格的网站11个多于检查的10个",
        ),
        (
            "/areas/0/sites_checked",
            json!(11),
            "检查的网站11个多于在运行的10个",
        ),
        (
            "/areas/0/accounts_running",
            json!(6),
            "各平台在运行数合计5个，与accounts_running的6个不一致",
        ),
        ("/areas/1/name", json!("青川市"), "“青川市”重复出现"),
        (
            "/areas/0/accounts_failed",
            json!(1),
            "不合格政务新媒体填报1个，但问题清单中判为不合格的有0个",
        ),
        (
            "/problems/0/failing",
            json!(false),
            "青川市不合格网站填报1个，但问题清单中判为不合格的有0个",
        ),
        (
            "/problems/0/area",
            json!("云岭市"),
            "“云岭市”不在areas所列的地区和部门之中",
        ),
        (
            "/problems/0/repeat_of",
            json!("2023Q3"),
            "再次出现所指的2023年第三季度不早于本次检查的2023年第三季度",
        ),
        (
            "/problems/0/object",
            json!("system"),
            "只有网站和政务新媒体能判为不合格",
        ),
        (
            "/feedback/received",
            json!(4),
            "收到留言4条，与按期办结2、超期办结0、在办未到期1、逾期未办结0之和3条不一致",
        ),
        (
            "/sampling_window",
            json!(["2023-09-15", "2023-07-01"]),
            "检查采样时间的起始日2023-09-15晚于截止日2023-07-01",
        ),
        (
            "/sampling_window",
            json!(["2023-01-01", "2023-03-15"]),
            "不在检查季度2023年第三季度之内",
        ),
        (
            "/message_window",
            json!(["2023-07-01", "2023-09-30"]),
            "留言统计时间的截止日2023-09-30晚于成文日期2023-09-21",
        ),
        ("/message_window", json!(null), "有留言数量，但没有留言统计时间"),
        (
            "/rectify_by",
            json!("2023-09-21"),
            "整改报送期限2023-09-21不晚于成文日期2023-09-21",
        ),
        ("/rate_decimals", json!(9), "小数位数应为0到4"),
        ("/areas/0/sites_running", json!(u64::MAX), "数量合计超过10亿"),
        (
            "/recheck",
            json!({"of": "2023Q2", "objects": 3, "mended": 1, "not_mended": []}),
            "复查3个，与已整改1个、未整改0个之和不一致",
        ),
        (
            "/reminders",
            json!({"sent": 1, "mended": 2}),
            "已整改的提示单2份多于发出的1份",
        ),
        (
            "/unregistered",
            json!([{"area": "无名市", "name": "某号", "platform": "抖音"}]),
            "“无名市”不在areas",
        ),
    ];
    for (pointer, value, message) in cases {
        let found = contradictions(&with(pointer, value));
        assert!(
            found.iter().any(|line| line.contains(message)),
            "{pointer}: {message}\n{found:#?}"
        );
    }
    let mut several = with("/feedback/received", json!(4));
    several["areas"][0]["sites_failed"] = json!(2);
    several["rectify_by"] = json!("2023-09-01");
    assert_eq!(contradictions(&several).len(), 3, "all of them at once");
}

#[test]
fn a_wrong_form_is_told_with_its_place_and_cure() {
    let cases = [
        (
            "/quarter",
            json!("2023-3"),
            "（quarter）：“2023-3”不是季度，请写成“年份Q季度号”，例如 2023Q3",
        ),
        (
            "/issued_on",
            json!("2023/9/21"),
            "（issued_on）：“2023/9/21”不是日期，请写成 2023-09-21 的形式",
        ),
        (
            "/areas/1/sites_failed",
            json!(-1),
            "（areas[1].sites_failed）：值的类型不对，应为不小于0的整数",
        ),
        (
            "/areas/1/sites_failed",
            json!(1.5),
            "应为不小于0的整数，现为小数1.5",
        ),
        (
            "/areas/0/kind",
            json!("town"),
            "不能取值“town”，可取：city、department",
        ),
        (
            "/areas/0/sites_runing",
            json!(1),
            "不认识的项“sites_runing”，请检查拼写或删去",
        ),
        ("/sampling_window", json!(["2023-07-01"]), "时间范围应为两个日期"),
    ];
    for (pointer, value, message) in cases {
        let error = parsed(&with(pointer, value)).unwrap_err();
        assert!(
            error.starts_with("通报数据第 ") && error.contains(message),
            "{pointer}: {error}"
        );
    }
    let mut missing = good();
    missing.as_object_mut().unwrap().remove("issuer");
    assert!(
        parsed(&missing)
            .unwrap_err()
            .contains("缺少必填项“issuer”，请补上")
    );
    let wrong = |json: &[u8]| CircularFacts::from_json(json).unwrap_err().to_string();
    assert!(wrong(b"{\"title\": \"a\",").contains("文件不完整"));
    assert!(wrong(b"{\"title\": NaN}").contains("不是合法的 JSON"));
    assert!(wrong("[".repeat(100_000).as_bytes()).contains("类型不对"));
    assert!(wrong(b"{\"title\": \"a\", \"title\": \"b\"}").contains("“title”写了两次"));
}

#[test]
fn optional_parts_that_cannot_be_printed_are_named() {
    let long = json!(vec!["示例省人民政府办公厅"; 61]);
    for (pointer, value, said) in [
        (
            "/imprint",
            json!({"copies_to": ["省委办公厅", " "]}),
            "imprint.copies_to：抄送机关中有空的名称，请删去",
        ),
        (
            "/imprint",
            json!({"copies_to": long}),
            "imprint.copies_to：抄送机关共610字，超过600字，版记放不下，请归并",
        ),
        (
            "/imprint",
            json!({"printed_on": "2023-09-20"}),
            "imprint.printed_on：印发日期早于成文日期2023-09-21",
        ),
        (
            "/columns",
            json!(["rate", "checked", "rate"]),
            "columns：有的列写了两次，请只留一个",
        ),
        (
            "/charts",
            json!(["pass-rate"]),
            "charts：要画合格率走势图，请在history中给出至少一个既往季度",
        ),
        (
            "/tiles",
            json!([["", "云岭市"]]),
            "tiles[0]：“云岭市”不是areas所列的city，请改成一致的名称",
        ),
    ] {
        let found = contradictions(&with(pointer, value));
        assert!(found.iter().any(|line| line == said), "{said}\n{found:#?}");
    }
    assert!(contradictions(&with("/imprint", json!({"copies_to": ["省委办公厅"]}))).is_empty());
}
