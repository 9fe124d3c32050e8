//! `50处，其中错别字20处，占50%`: a part, its whole, and the share that is said of it (部分占比).

use super::passage::Passage;
use super::quantity::{Quantity, quantities};
use crate::Hit;

/// With these before it a share is one of the whole named last.
const SHARES: [&str; 7] = ["占", "占比", "占比为", "占总数的", "占全部的", "占比达", "占了"];

/// Looks behind `其中` at `at` for parts of the last quantity before, each with a share directly behind.
///
/// Several parts with their shares one after the other are read in turn; as soon as they are named first and their shares
/// together (分别占), nothing is said.
pub(super) fn shares_of_parts(passage: &Passage<'_>, basis: &str, at: usize, hits: &mut Vec<Hit>) {
    let sentence = passage.sentence(at);
    let end = at + "其中".len();
    if !passage.has_digit(&(sentence.start..at)) || !passage.has_digit(&(end..sentence.end)) {
        return;
    }
    let wholes: Vec<Quantity<'_>> = quantities(passage, &(sentence.start..at))
        .into_iter()
        .filter(|whole| !matches!(whole.unit, "%" | "个百分点"))
        .collect();
    let Some(whole) = wholes.last() else { return };
    let listed = passage.text[end..sentence.end].contains("分别");
    let between = &passage.text[whole.span.end..at];
    if listed || between.chars().count() > 16 || whole.unit.is_empty() {
        return;
    }
    let parts = quantities(passage, &(end..sentence.end));
    for (place, two) in parts.windows(2).enumerate() {
        let (part, said) = (&two[0], &two[1]);
        let directly =
            passage.text[part.span.end..said.span.start].trim_start_matches(['，', ',', '（', '(', ' ']);
        let several = place > 0 && parts[place - 1].unit == part.unit;
        if part.unit != whole.unit || said.unit != "%" || !SHARES.contains(&directly) || several {
            continue;
        }
        if is_vague(passage, part) || is_vague(passage, said) || is_vague(passage, whole) {
            continue;
        }
        // The share may be one of a larger whole that was named earlier.
        if wholes
            .iter()
            .filter(|other| other.unit == part.unit)
            .any(|other| can_be(part, other, said))
        {
            continue;
        }
        let real = part.value / whole.value * 100.0;
        if !real.is_finite() || part.value > whole.value {
            // That the part is the larger one `form:amount` says.
            continue;
        }
        let message = format!(
            "按文中的数字算，“{}”占“{}”的{real:.1}%，与“{}”不符，请核对。",
            &passage.text[part.span.clone()],
            &passage.text[whole.span.clone()],
            &passage.text[said.span.clone()]
        );
        hits.push(passage.suspect(basis, part.span.start..said.span.end, 0.75, message));
    }
}

/// Is it given as about so much, or as a range?
pub(super) fn is_vague(passage: &Passage<'_>, quantity: &Quantity<'_>) -> bool {
    let before = passage.tail(quantity.span.start, 3);
    let after = passage.head(quantity.span.end, 2);
    let number = &passage.text[quantity.span.clone()];
    let words = [
        "约",
        "近",
        "超",
        "逾",
        "不足",
        "不到",
        "至少",
        "最多",
        "大约",
        "将近",
        "达到或",
        "至",
        "到",
    ];
    words.iter().any(|word| before.ends_with(word))
        || after.starts_with([
            '左', '以', '多', '余', '上', '至', '-', '~', '～', '—', '、', '和',
        ])
        || number.contains(['多', '余'])
}

/// Can the share be right, whatever was rounded away of the three numbers?
fn can_be(part: &Quantity<'_>, whole: &Quantity<'_>, said: &Quantity<'_>) -> bool {
    let (part_slack, whole_slack) = (slack(part), slack(whole));
    let least = (part.value - part_slack) / (whole.value + whole_slack) * 100.0;
    let most = (part.value + part_slack) / (whole.value - whole_slack).max(f64::MIN_POSITIVE) * 100.0;
    let said_slack = said.rounding * 1.02 + 0.05;
    least - said_slack <= said.value && said.value <= most + said_slack
}

/// Things are counted whole; what is measured is rounded.
pub(super) fn slack(quantity: &Quantity<'_>) -> f64 {
    const COUNTED: [&str; 17] = [
        "家", "个", "件", "人", "名", "项", "户", "起", "位", "条", "所", "村", "处", "次", "份", "张", "篇",
    ];
    if quantity.rounding <= 0.5 && quantity.value.fract() == 0.0 && COUNTED.contains(&quantity.unit) {
        0.0
    } else {
        quantity.rounding
    }
}
