//! robots.txt (爬虫协议) as RFC 9309 has it: groups by user agent, `Allow` and `Disallow` with `*` and `$`, the longest
//! match decides.

/// More rules than this are not kept: a file may be half a megabyte, and there are many sites.
const RULES: usize = 2_000;

/// The rules that hold for us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rules {
    rules: Box<[Rule]>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    allow: bool,
    pattern: Box<[u8]>,
}

impl Rules {
    /// The rules of the groups that name `agent` (the product name in lower case), else of those for all.
    pub(crate) fn parse(text: &[u8], agent: &str) -> Self {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut ours = Vec::new();
        let mut for_all = Vec::new();
        let mut named = false;
        // Whom the group that is being read concerns.
        let (mut is_ours, mut is_for_all, mut in_rules) = (false, false, false);
        for line in text.split(|&byte| byte == b'\n' || byte == b'\r') {
            let line = line.split(|&byte| byte == b'#').next().unwrap_or_default();
            let Some(colon) = line.iter().position(|&byte| byte == b':') else {
                continue;
            };
            let key = line[..colon].trim_ascii().to_ascii_lowercase();
            let value = line[colon + 1..].trim_ascii();
            match key.as_slice() {
                b"user-agent" => {
                    if in_rules {
                        (is_ours, is_for_all, in_rules) = (false, false, false);
                    }
                    let product = value.split(|&byte| byte == b'/').next().unwrap_or_default();
                    is_for_all |= product == b"*";
                    is_ours |= product.eq_ignore_ascii_case(agent.as_bytes());
                    named |= is_ours;
                }
                b"allow" | b"disallow" => {
                    in_rules = true;
                    if value.is_empty() {
                        continue;
                    }
                    let rule = Rule {
                        allow: key == b"allow",
                        pattern: normal(value).into(),
                    };
                    if is_ours && ours.len() < RULES {
                        ours.push(rule.clone());
                    }
                    if is_for_all && for_all.len() < RULES {
                        for_all.push(rule);
                    }
                }
                _ => {}
            }
        }
        Self {
            rules: if named { ours } else { for_all }.into(),
        }
    }

    /// May this path, with its query, be fetched? Among the longest patterns that match, one that allows wins.
    pub(crate) fn allow(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path.as_bytes());
        self.rules
            .iter()
            .filter(|rule| matches(&rule.pattern, &path))
            .max_by_key(|rule| (rule.pattern.len(), rule.allow))
            .is_none_or(|rule| rule.allow)
    }

    pub(crate) fn len(&self) -> usize {
        self.rules.len()
    }
}

/// Raw bytes beyond ASCII percent-encoded and escapes in upper case, so that both spellings of a path are one.
fn normal(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [byte, after @ ..] = rest {
        rest = after;
        match (byte, after) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.extend([b'%', high.to_ascii_uppercase(), low.to_ascii_uppercase()]);
                rest = after;
            }
            (0x80.., _) => out.extend(format!("%{byte:02X}").into_bytes()),
            _ => out.push(*byte),
        }
    }
    out
}

/// Does `path` begin with `pattern`, where `*` stands for anything and a final `$` for the end?
///
/// After a mismatch only the last `*` is moved on, so time is at most the product of the two lengths.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let (mut in_pattern, mut in_path) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        if in_pattern == pattern.len() {
            if !to_end || in_path == path.len() {
                return true;
            }
        } else if pattern[in_pattern] == b'*' {
            star = Some((in_pattern + 1, in_path));
            in_pattern += 1;
            continue;
        } else if in_path < path.len() && pattern[in_pattern] == path[in_path] {
            in_pattern += 1;
            in_path += 1;
            continue;
        }
        let Some((after_star, from)) = star else {
            return false;
        };
        if from >= path.len() {
            return false;
        }
        star = Some((after_star, from + 1));
        in_pattern = after_star;
        in_path = from + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, path, expected) in [
            ("/", "/anything", true),
            ("/a", "/abc", true),
            ("/a$", "/abc", false),
            ("/a$", "/a", true),
            ("/*.doc", "/x/y.docx?z", true),
            ("/*.doc$", "/x/y.docx", false),
            ("/*.doc$", "/x.doc/y.doc", true),
            ("/a*b*c", "/a--b--bc", true),
            ("/a*b*c", "/a--b--b", false),
            ("*", "/", true),
            ("/b", "/a/b", false),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), path.as_bytes()),
                expected,
                "{pattern} on {path}"
            );
        }
        // A pattern made to be slow.
        let pattern = "*a".repeat(500) + "$";
        let path = "a".repeat(2_000) + "b";
        assert!(!matches(pattern.as_bytes(), path.as_bytes()));
    }

    #[test]
    fn our_group_comes_before_the_one_for_all() {
        let text = "\u{feff}User-agent: *\r\nDisallow: /\r\n\r\nUser-Agent: Baiduspider\nUser-Agent: Xunwang/1.0 # 巡网\n\
            Disallow: /admin\nAllow: /admin/public\nDisallow:\nSitemap: http://a.cn/s.xml\n\nUser-agent: other\nDisallow: /x\n";
        let rules = Rules::parse(text.as_bytes(), "xunwang");
        assert_eq!(rules.len(), 2);
        assert!(rules.allow("/index.html"));
        assert!(rules.allow("/x"));
        assert!(!rules.allow("/admin/login?x=1"));
        assert!(rules.allow("/admin/public/a"));
        let rules = Rules::parse(text.as_bytes(), "somebody");
        assert!(!rules.allow("/index.html"));
        assert!(rules.allow("/robots.txt"));
    }

    #[test]
    fn spellings_of_a_path_are_one_and_rubbish_forbids_nothing() {
        let rules = Rules::parse(
            "User-agent: *\nDisallow: /内部\nDisallow: /%e5%af%86".as_bytes(),
            "xunwang",
        );
        assert!(!rules.allow("/%E5%86%85%E9%83%A8/a"));
        assert!(!rules.allow("/%E5%AF%86"));
        let rules = Rules::parse(
            b"<html><body>404 Not Found: nothing</body>\nDisallow: /\n\xff\xfe:",
            "xunwang",
        );
        assert!(rules.allow("/a"));
        assert_eq!(rules.len(), 0);
    }
}
