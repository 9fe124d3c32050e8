//! A second opinion from a language model service (外部模型复核): what would be asked, and what an answer says.
//!
//! Off unless the office gives an OpenAI-compatible address in its network. The opinion stands beside a proposal and never
//! decides. The exchange itself is not here: it goes the one way out that everything goes.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::hit::Hit;
use crate::privacy::mask;

/// Proposals asked about in one exchange; more wait for the next.
pub const MOST_QUESTIONS: usize = 20;
/// Longer answers are not read, in bytes.
pub const LONGEST_ANSWER: usize = 1 << 20;
/// Characters before and behind a proposal that the service sees.
const AROUND: usize = 60;
/// Characters in which personal data is looked for, so that none is cut where the service begins to see.
const LOOKED_AT: usize = 160;

const TASK: &str = "你是公文校对员。下面每一项给出一段文字、其中被怀疑的错别字和建议。\
逐项判断建议是否正确，只回答 JSON 数组，每项形如 {\"id\":编号,\"opinion\":\"agree|disagree|other\",\"right\":\"应为何字\"}，不要解释。";

/// What the service thinks of a proposal (意见).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opinion {
    /// 同意
    Agree,
    /// 不同意: nothing is wrong there.
    Disagree,
    /// 另有建议: something else should stand there.
    Other(String),
    /// 未作答: no usable answer.
    Silent,
}

/// The body of the request about proposals for a text (请求), for `POST …/chat/completions`.
pub fn request(model: &str, text: &str, hits: &[Hit]) -> String {
    let questions: Vec<Value> = hits
        .iter()
        .take(MOST_QUESTIONS)
        .enumerate()
        .map(|(id, hit)| {
            let text = around(text, hit);
            json!({ "id": id, "text": text, "wrong": hit.wrong, "right": hit.right.first() })
        })
        .collect();
    json!({
        "model": model,
        "temperature": 0,
        "messages": [
            { "role": "system", "content": TASK },
            { "role": "user", "content": Value::from(questions).to_string() },
        ],
    })
    .to_string()
}

/// One opinion for each proposal asked about (意见). Whatever the service sends, `Silent` where it makes no sense.
pub fn opinions(answer: &[u8], hits: &[Hit]) -> Vec<Opinion> {
    let mut opinions = vec![Opinion::Silent; hits.len().min(MOST_QUESTIONS)];
    for said in statements(answer).unwrap_or_default() {
        let Some((place, hit)) = opinions.get_mut(said.id).zip(hits.get(said.id)) else {
            continue;
        };
        let right = said.right.filter(|right| sensible(right, &hit.wrong));
        *place = match (said.opinion.as_str(), right) {
            ("agree", _) => Opinion::Agree,
            ("other", Some(right)) if hit.right.first() == Some(&right) => Opinion::Agree,
            ("other", Some(right)) => Opinion::Other(right),
            ("disagree", _) => Opinion::Disagree,
            _ => Opinion::Silent,
        };
    }
    opinions
}

#[derive(Deserialize)]
struct Statement {
    id: usize,
    opinion: String,
    right: Option<String>,
}

/// The list in the answer's words; models like to wrap it in remarks and fences.
fn statements(answer: &[u8]) -> Option<Vec<Statement>> {
    let answer: Value = (answer.len() <= LONGEST_ANSWER).then(|| serde_json::from_slice(answer).ok())??;
    let words = answer.pointer("/choices/0/message/content")?.as_str()?;
    let list: Vec<Value> = serde_json::from_str(words.get(words.find('[')?..=words.rfind(']')?)?).ok()?;
    // One bad line does not spoil the others.
    Some(
        list.into_iter()
            .filter_map(|line| serde_json::from_value(line).ok())
            .collect(),
    )
}

/// A proposal is a few characters in place of a few others, not an essay.
fn sensible(right: &str, wrong: &str) -> bool {
    !right.is_empty() && right != wrong && right.chars().count() <= wrong.chars().count() + 4
}

/// The proposal's surroundings, personal data masked: it is none of the service's business.
fn around(text: &str, hit: &Hit) -> String {
    let before = text.get(..hit.span.start).unwrap_or_default();
    let behind = text.get(hit.span.end..).unwrap_or_default();
    // Masked before they are cut, so that no half of a number escapes.
    let nth_last =
        |text: &str, count: usize| text.char_indices().rev().nth(count - 1).map_or(0, |(at, _)| at);
    let nth = |text: &str, count: usize| text.char_indices().nth(count).map_or(text.len(), |(at, _)| at);
    let before = mask(before.get(nth_last(before, LOOKED_AT)..).unwrap_or_default());
    let behind = mask(behind.get(..nth(behind, LOOKED_AT)).unwrap_or_default());
    let before = before.get(nth_last(&before, AROUND)..).unwrap_or_default();
    let behind = behind.get(..nth(&behind, AROUND)).unwrap_or_default();
    format!(
        "{before}{}{behind}",
        text.get(hit.span.clone()).unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use xunwang_domain::finding::Certainty;

    use super::*;
    use crate::HitClass;

    const TEXT: &str = "行政机关应当遵循程序正档原则。罚款一律上交国库。";

    fn proposal(wrong: &str, right: &str) -> Hit {
        let start = TEXT.find(wrong).expect("it stands there");
        Hit {
            span: start..start + wrong.len(),
            wrong: wrong.to_owned(),
            right: vec![right.to_owned()],
            class: HitClass::Typo,
            basis: "typo:same-sound".to_owned(),
            score: 0.97,
            certainty: Certainty::Suspected,
            message: String::new(),
        }
    }

    fn answered(words: &str) -> Vec<Opinion> {
        let answer = json!({ "choices": [{ "message": { "role": "assistant", "content": words } }] });
        opinions(
            answer.to_string().as_bytes(),
            &[proposal("档", "当"), proposal("交", "缴")],
        )
    }

    #[test]
    fn the_request_shows_the_place_and_the_proposal() {
        let body: Value =
            serde_json::from_str(&request("qwen", TEXT, &[proposal("档", "当")])).expect("JSON");
        assert_eq!(
            (&body["model"], &body["temperature"]),
            (&json!("qwen"), &json!(0))
        );
        let questions: Value =
            serde_json::from_str(body["messages"][1]["content"].as_str().expect("words")).expect("a list");
        assert_eq!(
            questions[0],
            json!({ "id": 0, "text": TEXT, "wrong": "档", "right": "当" })
        );
    }

    #[test]
    fn the_service_sees_no_personal_data_wherever_it_is_cut() {
        for more in 0..70 {
            let text = format!(
                "林清和，身份证号码：11010519491231002X，{}遵循程序正档原则，{}手机13800001234。",
                "说明".repeat(more),
                "说明".repeat(more)
            );
            let start = text.find('档').expect("it stands there");
            let hit = Hit {
                span: start..start + "档".len(),
                ..proposal("档", "当")
            };
            let body = request("qwen", &text, &[hit]);
            assert!(body.contains("程序正档原则"), "{body}");
            for leak in ["0105", "1949", "1231", "0000", "13800"] {
                assert!(!body.contains(leak), "{leak} in {body}");
            }
        }
    }

    #[test]
    fn answers_are_read_with_or_without_remarks_around_them() {
        let plain = r#"[{"id":0,"opinion":"agree"},{"id":1,"opinion":"disagree"}]"#;
        assert_eq!(answered(plain), [Opinion::Agree, Opinion::Disagree]);
        let fenced = "好的：\n```json\n[{\"id\":1,\"opinion\":\"other\",\"right\":\"激\"}]\n```";
        assert_eq!(
            answered(fenced),
            [Opinion::Silent, Opinion::Other("激".to_owned())]
        );
        let same = r#"[{"id":0,"opinion":"other","right":"当"}]"#;
        assert_eq!(answered(same)[0], Opinion::Agree);
    }

    #[test]
    fn malformed_answers_say_nothing() {
        for words in [
            "",
            "我同意",
            "][",
            "[1, null, {}]",
            r#"[{"id":"0","opinion":"agree"}]"#,
            r#"[{"id":7,"opinion":"agree"}]"#,
            r#"[{"id":0,"opinion":"maybe"}]"#,
            r#"[{"id":0,"opinion":"other","right":""}]"#,
            r#"[{"id":0,"opinion":"other","right":"请把整段文字重写一遍，改成下面这样"}]"#,
        ] {
            assert_eq!(answered(words), [Opinion::Silent, Opinion::Silent], "{words}");
        }
        for body in [
            "",
            "<html>502</html>",
            "{}",
            r#"{"choices":[]}"#,
            r#"{"choices":[{"message":{"content":5}}]}"#,
        ] {
            assert_eq!(
                opinions(body.as_bytes(), &[proposal("档", "当")]),
                [Opinion::Silent],
                "{body}"
            );
        }
    }
}
