//! What the footer of an English version prints (英文版底部标识).

/// 主办单位: the body after `Sponsored by:`, `Sponsor:` or `Hosted by`, up to the next particular.
pub(super) fn sponsor(text: &str) -> Option<String> {
    const LABELS: [&str; 4] = ["sponsored by", "hosted by", "sponsor", "organizer"];
    LABELS.iter().find_map(|label| {
        let (at, _) = text
            .char_indices()
            .find(|(at, _)| starts_with(text.get(*at..).unwrap_or_default(), label))?;
        let after = text.get(at + label.len()..)?;
        let name = after.trim_start_matches(|c: char| c.is_whitespace() || c == ':');
        // “sponsors” and “sponsorship” are other words.
        let is_separated = name.len() < after.len();
        let name = until_boundary(name);
        ((3..=120).contains(&name.chars().count()) && is_separated && !starts_with_digit(name))
            .then(|| name.to_owned())
    })
}

fn until_boundary(text: &str) -> &str {
    const NEXT: [&str; 9] = [
        "copyright",
        "website identification",
        "identification code",
        "hosted by",
        "supported by",
        "contact us",
        "address:",
        "icp",
        "tel",
    ];
    let mut end = text.find(['\n', '|', ';', '©']).unwrap_or(text.len());
    for (at, _) in text.char_indices().take_while(|(at, _)| *at < 400) {
        // A particular begins a word.
        let begins = at > 0 && text.get(..at).is_some_and(|before| before.ends_with(' '));
        let rest = text.get(at..).unwrap_or_default();
        if at < end && begins && NEXT.iter().any(|word| starts_with(rest, word)) {
            end = at;
        }
    }
    text.get(..end)
        .unwrap_or_default()
        .trim_end_matches(|c: char| c.is_whitespace() || c == ',' || c == '.')
}

fn starts_with(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn starts_with_digit(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_after_the_label() {
        for (footer, expected) in [
            (
                "Copyright © 2026. All rights reserved.\nSponsored by: The People's Government of Qingchuan City\nTel: 0999-8000000",
                Some("The People's Government of Qingchuan City"),
            ),
            (
                "Hosted by Qingchuan Municipal Bureau of Commerce ICP No. 12345678",
                Some("Qingchuan Municipal Bureau of Commerce"),
            ),
            (
                "SPONSOR: 青川市人民政府办公室 | Site map",
                Some("青川市人民政府办公室"),
            ),
            ("Sponsored by: 2026", None),
            ("Our sponsors and partners", None),
            ("Sponsored by:\n", None),
        ] {
            assert_eq!(sponsor(footer).as_deref(), expected, "{footer}");
        }
    }
}
