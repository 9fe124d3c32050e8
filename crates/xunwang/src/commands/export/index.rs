//! The page that leads to the reports of a round (报告目录): opened from the folder, without a server.

use std::fmt::Write as _;

/// A report on the page.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) area: String,
    pub(super) result: &'static str,
    /// Its files without their endings, relative to the page.
    pub(super) file: String,
}

const STYLE: &str = "body{font:16px/1.7 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1c1c1c}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #8a8f98;padding:.3rem .6rem;text-align:left}th{background:#eef1f5;font-weight:600}\
a{color:#0b4f9e;padding-right:.6rem}h1{font-size:1.5rem}h2{font-size:1.2rem}";

/// The page: areas first, then all sites.
pub(super) fn page(
    round: &str,
    is_judged: bool,
    (areas, sites): (&[Entry], &[Entry]),
    endings: &[&str],
) -> String {
    let title = escaped(&format!("{round}检查报告"));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    if !is_judged {
        out.push_str("<p><strong>本轮尚未判定，以下报告是初稿。</strong></p>\n");
    }
    let links = |entry: &Entry| {
        let link = |ending: &&str| {
            format!(
                "<a href=\"{}.{ending}\" aria-label=\"{} {ending}\">{ending}</a>",
                address(&entry.file),
                escaped(&entry.name)
            )
        };
        endings.iter().map(link).collect::<String>()
    };
    out.push_str("<h2>各地区（部门）</h2>\n<table>\n<thead><tr><th scope=\"col\">地区（部门）</th><th scope=\"col\">报告</th></tr></thead>\n<tbody>\n");
    for entry in areas {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            escaped(&entry.name),
            links(entry)
        );
    }
    out.push_str("</tbody>\n</table>\n<h2>各网站</h2>\n<table>\n<thead><tr><th scope=\"col\">网站</th><th scope=\"col\">地区（部门）</th><th scope=\"col\">结论</th><th scope=\"col\">报告</th></tr></thead>\n<tbody>\n");
    for entry in sites {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            escaped(&entry.name),
            escaped(&entry.area),
            entry.result,
            links(entry)
        );
    }
    out.push_str("</tbody>\n</table>\n</main>\n</body>\n</html>\n");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// A path as an address: what is no letter, digit, mark of a path or Chinese character is percent-encoded.
fn address(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
