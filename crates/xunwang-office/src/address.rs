//! Addresses that are printed in a text (印出的网址).

use std::ops::Range;

/// The addresses in the text and where they stand. Only what is surely an address is given: `http://`, `https://` or
/// `www.` at the beginning of a word, a host with a dot, up to the first character that an address cannot hold.
pub(crate) fn printed(text: &str) -> Vec<(Range<usize>, String)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, scheme)) = next_start(bytes, from) {
        let length = bytes[start..]
            .iter()
            .take_while(|&&byte| is_of_address(byte))
            .count();
        let end = start + trimmed(&text[start..start + length]);
        from = start + length.max(1);
        let body = &text[start + scheme.len()..end.max(start + scheme.len())];
        let host = body.split(['/', '?', '#']).next().unwrap_or_default();
        let before = start.checked_sub(1).map(|index| bytes[index]);
        if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"/.@_-".contains(&byte))
            || !is_host(host)
        {
            continue;
        }
        let address = &text[start..end];
        let target = if scheme.is_empty() {
            format!("http://{address}")
        } else {
            address.to_owned()
        };
        found.push((start..end, target));
    }
    found
}

fn next_start(bytes: &[u8], from: usize) -> Option<(usize, &'static str)> {
    let mut from = from;
    loop {
        let is_first = |byte: &u8| matches!(byte | 0x20, b'h' | b'w');
        let at = from + bytes.get(from..)?.iter().position(is_first)?;
        let rest = &bytes[at..];
        for (scheme, counts) in [("https://", true), ("http://", true), ("www.", false)] {
            if rest.len() > scheme.len() && rest[..scheme.len()].eq_ignore_ascii_case(scheme.as_bytes()) {
                return Some((at, if counts { scheme } else { "" }));
            }
        }
        from = at + 1;
    }
}

fn is_of_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

/// Length without the marks that belong to the sentence around the address.
fn trimmed(address: &str) -> usize {
    let mut rest = address;
    while let Some(last) = rest.chars().last() {
        let is_mark = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '&' | '[' | '(' | '=' => last != '=',
            ')' => rest.matches('(').count() < rest.matches(')').count(),
            ']' => rest.matches('[').count() < rest.matches(']').count(),
            _ => false,
        };
        if !is_mark {
            break;
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest.len()
}

fn is_host(host: &str) -> bool {
    let name = host.rsplit_once('@').map_or(host, |(_, name)| name);
    let name = name.split(':').next().unwrap_or_default();
    let labels: Vec<&str> = name.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        })
        && labels
            .last()
            .is_some_and(|last| last.len() >= 2 || last.parse::<u8>().is_ok())
}

/// White space collapsed to single blanks, at most 200 characters.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for (index, word) in text.split_whitespace().enumerate() {
        if line.len() > 800 {
            break;
        }
        if index > 0 {
            line.push(' ');
        }
        line.push_str(word);
    }
    line.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        printed(text).into_iter().map(|(_, target)| target).collect()
    }

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        assert_eq!(
            targets("网址：http://www.qingchuan.example.gov.cn/zwgk/1.html，联系人"),
            ["http://www.qingchuan.example.gov.cn/zwgk/1.html"]
        );
        assert_eq!(
            targets("（见 https://a.example.cn/x_(1).pdf）。See www.example.com/a?b=1."),
            ["https://a.example.cn/x_(1).pdf", "http://www.example.com/a?b=1"]
        );
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in [
            "http://",
            "http://localhost/",
            "xwww.example.com",
            "a@www.example.com",
            "www.",
            "http://1",
            "whw h",
        ] {
            assert!(printed(text).is_empty(), "{text}");
        }
    }
}
