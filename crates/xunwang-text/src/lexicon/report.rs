//! From a judged place to a hit with its message.

use xunwang_domain::finding::Certainty;

use super::judge::{Doubt, Judged};
use super::{Article, Entry, Found};
use crate::normal::Normal;
use crate::{Hit, HitClass};

/// The hit for a judged place of `stretch`, which begins at byte `offset` of the text; none in a protected name.
pub(super) fn found(
    stretch: &str,
    offset: usize,
    normal: &Normal,
    judged: &Judged<'_>,
    article: &Article<'_>,
) -> Option<Found> {
    let entry = judged.entry;
    let here = normal.bytes(stretch, judged.start..judged.end);
    let span = offset + here.start..offset + here.end;
    let in_name = |name: &std::ops::Range<usize>| name.start <= span.start && span.end <= name.end;
    if entry.class == HitClass::Typo && article.names.iter().any(in_name) {
        return None;
    }
    let basis = format!("lexicon:{}/{}", judged.lexicon.id, entry.id);
    let allowed = article.allowed(&basis, stretch, &here);
    let wrong = stretch[here].to_owned();
    let certainty = if judged.doubt == Doubt::None {
        entry.certainty
    } else {
        Certainty::Suspected
    };
    let hit = Hit {
        message: message(entry, &wrong, certainty, judged.doubt),
        score: match (judged.doubt, certainty) {
            (Doubt::None, Certainty::Certain) => 0.99,
            (Doubt::None, Certainty::Suspected) => 0.85,
            (Doubt::Gaps | Doubt::Undated, _) => 0.6,
            (Doubt::Quoted, _) => 0.3,
        },
        right: entry.right.clone(),
        class: entry.class,
        span,
        wrong,
        basis,
        certainty,
    };
    Some(Found { hit, allowed })
}

fn message(entry: &Entry, wrong: &str, certainty: Certainty, doubt: Doubt) -> String {
    let seems = if certainty == Certainty::Certain {
        "是"
    } else {
        "疑为"
    };
    let what = match entry.class {
        HitClass::Spam => {
            return format!(
                "“{wrong}”疑为植入的垃圾信息；请核查网页是否被篡改并清除（依据：{}）",
                entry.source
            );
        }
        class => format!("“{wrong}”{seems}{}", class.label()),
    };
    let cure = match entry.right.as_slice() {
        [] => "请按规范表述改写".to_owned(),
        right => format!(
            "应为{}，请核对后改正",
            right
                .iter()
                .map(|it| format!("“{it}”"))
                .collect::<Vec<_>>()
                .join("或")
        ),
    };
    let but = match doubt {
        Doubt::None => "",
        Doubt::Gaps => "；字间夹有其他符号，请人工确认",
        Doubt::Undated => "；文章日期不明，请人工确认该表述当时是否适用",
        Doubt::Quoted => "；此处可能在引述错误写法，请人工确认",
    };
    format!("{what}，{cure}{but}（依据：{}）", entry.source)
}
