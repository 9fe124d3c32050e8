//! The form of titles and signatures (标题回行、署名位置), shared by DOCX and PDF (rulebook §6).

use crate::document::Block;

/// Width in characters of the body size: a Chinese character is 1, a Latin letter or digit half.
pub(crate) fn width(text: &str) -> f64 {
    text.chars()
        .map(|letter| if letter.is_ascii() { 0.5 } else { 1.0 })
        .sum()
}

/// A title in lines of at most `most` characters, about equally long, broken where the sense allows.
pub(super) fn title_lines(title: &str, most: f64) -> Vec<String> {
    let total = width(title);
    if total <= most {
        return vec![title.to_owned()];
    }
    let lines = (total / most).ceil();
    let goal = total / lines;
    let cut = title
        .char_indices()
        .map(|(at, _)| at)
        .filter(|at| *at > 0)
        .filter(|at| width(title.get(..*at).unwrap_or_default()) <= most)
        .filter(|at| (total - width(title.get(..*at).unwrap_or_default())) <= most * (lines - 1.0))
        .min_by(|a, b| cost(title, *a, goal).total_cmp(&cost(title, *b, goal)));
    let Some((head, tail)) = cut.and_then(|at| title.split_at_checked(at)) else {
        return vec![title.to_owned()];
    };
    let mut broken = vec![head.to_owned()];
    broken.extend(title_lines(tail, most));
    broken
}

/// How bad a break is: far from the goal, inside a number or word, or after a sense unit (better).
fn cost(title: &str, at: usize, goal: f64) -> f64 {
    let (head, tail) = title.split_at_checked(at).unwrap_or((title, ""));
    let off = (width(head) - goal).abs();
    let before = head.chars().next_back();
    let after = tail.chars().next();
    let inside =
        before.is_some_and(|c| c.is_ascii_alphanumeric()) && after.is_some_and(|c| c.is_ascii_alphanumeric());
    let closing = after.is_some_and(|c| "的）》”、，。年月日号".contains(c))
        || before.is_some_and(|c| "（《“第".contains(c));
    let sense = ["季度", "年度", "月份", "关于"]
        .iter()
        .any(|unit| head.ends_with(unit))
        || tail.starts_with("关于");
    off + f64::from(u8::from(inside)) * 50.0 + f64::from(u8::from(closing)) * 20.0
        - f64::from(u8::from(sense)) * 3.0
}

/// Space to the right of signature and date, in characters: the date stands four in, the name centred over it.
pub(super) fn signature_insets(signature: &str, date: &str) -> (f64, f64) {
    let difference = (width(signature) - width(date)) / 2.0;
    if difference <= 4.0 {
        (4.0 - difference, 4.0)
    } else {
        (0.0, difference)
    }
}

/// Whether the last block can go with the signature to a new page (末段与署名同页): a paragraph of at most eight lines.
/// A longer one breaks by itself, so that lines of it stand above the signature anyway.
pub(super) fn closes_together(blocks: &[Block]) -> bool {
    const MOST: f64 = 8.0 * 28.0;
    match blocks.last() {
        Some(Block::Paragraph(spans)) => spans.iter().map(|span| width(span.shown())).sum::<f64>() <= MOST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::title_lines;

    #[test]
    fn the_reference_title_breaks_as_the_real_one_does() {
        let lines = title_lines(
            "广东省人民政府办公厅关于2023年第三季度全省政府网站与政务新媒体检查情况的通报",
            20.0,
        );
        assert_eq!(
            lines,
            [
                "广东省人民政府办公厅关于2023年第三季度",
                "全省政府网站与政务新媒体检查情况的通报"
            ]
        );
        let long = title_lines(&"示例省青川市云岭镇".repeat(24), 20.0);
        assert_eq!(long.concat(), "示例省青川市云岭镇".repeat(24));
        assert!(long.iter().all(|line| line.chars().count() <= 20));
    }
}
