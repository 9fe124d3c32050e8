//! What a host of the fleet answers to a request, as pure data: the server only carries it.

use encoding_rs::GBK;

use crate::{
    Fleet, assets,
    linked_files::linked_file,
    site::{Fault, Missing, Resource, Site},
    template,
    view::View,
};

/// An answer (应答).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Content-Type.
    pub content_type: &'static str,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Whether a host of the fleet can be spoken to (主机状态).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostState {
    /// It answers.
    Answers,
    /// It exists and refuses connections.
    Refuses,
    /// The name does not exist.
    Unknown,
}

/// Hosts of the national services to which footers lead, and the two wrong ones of planted entries.
pub(crate) const NATIONAL_HOSTS: [&str; 10] = [
    "www.gov.cn",
    "zfwzgl.www.gov.cn",
    "zfwzzc.www.gov.cn",
    "bszs.conac.cn",
    "dcs.conac.cn",
    "beian.miit.gov.cn",
    "www.beian.gov.cn",
    "beian.mps.gov.cn",
    "pucha.wangzhanfuwu.example",
    "121.43.68.40",
];

impl Fleet {
    /// Whether this host answers, refuses or does not exist.
    pub fn host_state(&self, host: &str) -> HostState {
        if self.refused_hosts.contains(host) {
            HostState::Refuses
        } else if self.by_host.contains_key(host)
            || self.outside.contains_key(host)
            || NATIONAL_HOSTS.contains(&host)
        {
            HostState::Answers
        } else {
            HostState::Unknown
        }
    }

    /// Answers a request for `path` (with its query) on `host`; `head` for the method HEAD. A host that the
    /// fleet does not have answers 421.
    pub fn respond(&self, host: &str, path: &str, head: bool) -> Reply {
        if let Some(index) = self.by_host.get(host) {
            return self.sites[*index].respond(path, head);
        }
        if NATIONAL_HOSTS.contains(&host) {
            let page = format!(
                "<html><head><meta charset=\"utf-8\"><title>{host}</title></head><body>ok</body></html>"
            );
            return Reply::new(200, "text/html; charset=utf-8", page.into_bytes());
        }
        if let Some(page) = self.outside.get(host) {
            return Reply::new(200, "text/html; charset=utf-8", page.clone().into_bytes());
        }
        Reply::new(421, "text/plain; charset=utf-8", b"no such host here\n".to_vec())
    }
}

impl Reply {
    fn new(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            content_type,
            location: None,
            body,
        }
    }
}

impl Site {
    fn respond(&self, path: &str, head: bool) -> Reply {
        match self.fault {
            Fault::Challenge412 => return challenge(412),
            Fault::Challenge521 => return challenge(521),
            _ => {}
        }
        let Some((path, resource)) = self.find(path) else {
            return self.not_found(path);
        };
        match resource {
            Resource::Redirect { status, to } => Reply {
                status: *status,
                content_type: "text/html",
                location: Some(to.to_string()),
                body: b"<html><body>moved</body></html>".to_vec(),
            },
            Resource::Status(status) => self.status(*status),
            Resource::Challenge403 => challenge(403),
            Resource::NoHead if head => Reply::new(405, "text/html", Vec::new()),
            Resource::Image { form, number } => {
                let (body, content_type) = assets::image(*form, *number);
                Reply::new(200, content_type, body)
            }
            Resource::Attachment { form, number } => {
                let (body, content_type) = assets::attachment(*form, *number);
                Reply::new(200, content_type, body)
            }
            Resource::Written(page) => Reply::new(
                200,
                self.charset.content_type(),
                self.charset.encode(page.to_string()),
            ),
            Resource::File(file) => {
                let (body, content_type) = assets::odd_file(*file);
                Reply::new(200, content_type, body)
            }
            Resource::Linked(file) => {
                let (body, content_type) = linked_file(file);
                Reply::new(200, content_type, body)
            }
            Resource::Gone(missing) => self.gone(*missing, path),
            Resource::StyleSheet => Reply::new(200, "text/css", assets::STYLE_SHEET.into()),
            Resource::Script => Reply::new(200, "application/javascript", assets::SCRIPT.into()),
            Resource::Robots => Reply::new(200, "text/plain", self.robots().into_bytes()),
            Resource::SiteMapXml => Reply::new(200, "application/xml", self.site_map_xml().into_bytes()),
            Resource::WrongCharset => {
                let text = template::render(&View::new(self, path, resource));
                let declared = declare_gbk(&text);
                Reply::new(
                    200,
                    "text/html; charset=utf-8",
                    GBK.encode(&declared).0.into_owned(),
                )
            }
            Resource::Utf16 => {
                let text = template::render(&View::new(self, path, resource));
                let mut body = vec![0xff, 0xfe];
                body.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
                Reply::new(200, "text/html", body)
            }
            _ => {
                let text = template::render(&View::new(self, path, resource));
                Reply::new(200, self.charset.content_type(), self.charset.encode(text))
            }
        }
    }

    /// The resource at a path, through aliases.
    fn find(&self, path: &str) -> Option<(&str, &Resource)> {
        // Where a link was clicked is no part of the address.
        let plain = path.split("?from=").next().unwrap_or(path);
        let (own, resource) = self.resources.get_key_value(plain)?;
        match resource {
            Resource::Alias(target) => self
                .resources
                .get_key_value(target.as_ref())
                .map(|(path, found)| (&**path, found)),
            found => Some((own, found)),
        }
    }

    /// What is said of a page that does not exist: only pages are excused with 200, files are not.
    fn not_found(&self, path: &str) -> Reply {
        let stem = path.split('?').next().unwrap_or(path);
        let ending = stem
            .rsplit('/')
            .next()
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, ending)| ending);
        match ending {
            None | Some("html" | "shtml" | "htm" | "asp" | "jsp" | "do") => self.gone(self.missing, path),
            Some(_) => self.plain_not_found(),
        }
    }

    fn gone(&self, missing: Missing, path: &str) -> Reply {
        let home = &self.identity.shown_name;
        match missing {
            Missing::NotFound => self.plain_not_found(),
            Missing::ToHome => Reply {
                status: 302,
                content_type: "text/html",
                location: Some("/".to_owned()),
                body: Vec::new(),
            },
            Missing::Phrase => {
                let words = [
                    "抱歉，您访问的页面不存在或已被删除！",
                    "您所访问的页面已经不存在了",
                    "该信息已被删除或尚未发布",
                    "404 Not Found 找不到您要访问的页面",
                ][self.index % 4];
                let page = format!(
                    "<html><head><title>{home}</title></head><body><div class=\"error\"><h2>{words}</h2><p>3秒后返回<a href=\"/\">首页</a></p></div></body></html>"
                );
                Reply::new(200, self.charset.content_type(), self.charset.encode(page))
            }
            Missing::Frame => {
                let text = template::render(&View::new(self, path, &Resource::Gone(missing)));
                Reply::new(200, self.charset.content_type(), self.charset.encode(text))
            }
        }
    }

    fn plain_not_found(&self) -> Reply {
        let page = format!(
            "<html><head><title>404</title></head><body><h1>您访问的页面不存在</h1><a href=\"/\">返回{}</a></body></html>",
            self.identity.shown_name
        );
        Reply::new(404, self.charset.content_type(), self.charset.encode(page))
    }

    fn status(&self, status: u16) -> Reply {
        let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
        Reply::new(status, "text/html", page.into_bytes())
    }

    fn robots(&self) -> String {
        if self.index.is_multiple_of(4) {
            format!(
                "User-agent: *\nDisallow: /inner/\nSitemap: {}\n",
                self.url("/sitemap.xml")
            )
        } else {
            "User-agent: *\nAllow: /\n".to_owned()
        }
    }

    fn site_map_xml(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
        );
        for channel in self.channels.iter().filter(|channel| !channel.topic) {
            out.push_str("<url><loc>");
            out.push_str(&self.url(&channel.path).replace('&', "&amp;"));
            out.push_str("</loc></url>\n");
        }
        out.push_str("</urlset>\n");
        out
    }
}

/// The page of a protection that wants to see a browser run its script.
fn challenge(status: u16) -> Reply {
    const PAGE: &str = "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><script>\
        $_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=38471;$_ts.cd=\"qQdYrsqErGEqqsqqqsqqqsqk\";</script>\
        <script src=\"/Xq8rZ1/c.FxJzG50F.js\"></script><script>function jsl(){document.cookie='__jsl_clearance=1';\
        location.reload();}setTimeout(jsl,1500);</script></head><body></body></html>";
    Reply::new(status, "text/html; charset=utf-8", PAGE.into())
}

/// The page with a meta tag for GBK, whatever the site's own charset is.
fn declare_gbk(text: &str) -> String {
    let meta = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gbk\">";
    let declared = text.find("charset=").and_then(|at| {
        let start = text[..at].rfind('<')?;
        let end = at + text[at..].find('>')?;
        text[start..]
            .get(..5)?
            .eq_ignore_ascii_case("<meta")
            .then_some((start, end + 1))
    });
    if let Some((start, end)) = declared {
        return format!("{}{meta}{}", &text[..start], &text[end..]);
    }
    match text.find("<title>").or_else(|| text.find("<TITLE>")) {
        Some(at) => format!("{}{meta}{}", &text[..at], &text[at..]),
        None => format!("{meta}{text}"),
    }
}
