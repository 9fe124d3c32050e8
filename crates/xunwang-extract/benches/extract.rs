//! The cost of a page: `cargo bench -p xunwang-extract`. The goal is 60–80 µs for the page of the benchmark fleet
//! (26 KB, 89 links) on one core.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, Utc};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use url::Url;
use xunwang_extract::{PageInput, extract_page, resolve};

fn main() {
    divan::main();
}

/// A page as the benchmark fleet serves: styles and scripts of 5 KB each, an article, two lists, a footer.
fn fleet_page() -> String {
    let styles: String = (0..36)
        .map(|i| format!(".mod{i} .hd h2{{height:{}px;line-height:{}px;font-size:14px;color:#0a{i:02}ff;background:#f0f0f0 no-repeat 0 {i}px}}\n", 30 + i, 30 + i))
        .collect();
    let scripts: String = (0..22)
        .map(|i| format!("function initMod{i}(el){{var t=el||document.getElementById('mod{i}');if(!t)return;t.onmouseover=function(){{this.className='on{i}';}};t.onmouseout=function(){{this.className='';}};}}\n"))
        .collect();
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>青川市召开乡村振兴工作推进会-青川市人民政府门户网站</title>\
         <meta name=\"SiteName\" content=\"青川市人民政府门户网站\"><meta name=\"SiteIDCode\" content=\"9901000001\"><meta name=\"ColumnName\" content=\"工作动态\">\
         <link rel=\"stylesheet\" href=\"/css/main.css\"><script src=\"/js/common.js\"></script><style>{styles}</style><script>{scripts}</script></head><body>\
         <div class=\"header\"><a href=\"/\"><img src=\"/images/logo.png\" alt=\"青川市人民政府门户网站\"></a><h1 class=\"sitename\">青川市人民政府门户网站</h1></div><ul class=\"nav\">"
    );
    for (label, name) in [
        ("zwgk", "政务公开"),
        ("tzgg", "通知公告"),
        ("gzdt", "工作动态"),
        ("zcwj", "政策文件"),
        ("zcjd", "政策解读"),
        ("rsxx", "人事信息"),
        ("hdjl", "互动交流"),
        ("bsfw", "办事服务"),
    ] {
        let _ = write!(page, "<li><a href=\"/col/{label}/\">{name}</a></li>");
    }
    page += "</ul><div class=\"main\"><h1 class=\"title\">青川市召开乡村振兴工作推进会</h1><div class=\"info\">时间:2023-09-15 10:08:00 来源:本网</div><div class=\"content\" id=\"zoom\">";
    for _ in 0..12 {
        page += "<p style=\"text-align: justify; text-indent: 2em; line-height: 2\"><span style=\"font-family: 仿宋_GB2312; font-size: 16pt\">会议指出，产业发展是乡村振兴的重要基础，必须深入推进农业供给侧改革。各镇、各部门要加强组织领导，落实工作责任，确保各项任务按期完成。</span></p>\n";
    }
    page += "</div></div>";
    for (class, heading, count) in [("side mod3", "最新信息", 24), ("rel mod4", "相关文章", 24)] {
        let _ = write!(
            page,
            "<div class=\"{class}\"><div class=\"hd\"><h2>{heading}</h2></div><ul>"
        );
        for i in 0..count {
            let _ = write!(
                page,
                "<li><a href=\"/art/2023/9/{i}/art_gzdt_{i}.html\" title=\"青川市召开安全生产工作推进会\" target=\"_blank\">青川市召开安全生产工作推进会</a><span class=\"date\">[2023-09-{:02}]</span></li>",
                i % 28 + 1
            );
        }
        page += "</ul></div>";
    }
    page += "<div class=\"footer\"><div class=\"friend\"><span>友情链接:</span>";
    for i in 0..19 {
        let _ = write!(
            page,
            "<a href=\"http://127.0.1.{i}:8080/\" target=\"_blank\">云岭市</a>"
        );
    }
    page += "</div><p><a href=\"/about/\">关于我们</a> | <a href=\"javascript:void(0)\">加入收藏</a></p><p>主办:青川市人民政府办公室 网站标识码:9901000001 示ICP备12345678号 示公网安备 99010002000001号</p>\
             <a href=\"/about/jiucuo.html\"><img src=\"/images/jiucuo.png\" alt=\"我为政府网站找错\"></a></div></body></html>";
    page
}

fn input<'a>(url: &'a Url, body: &'a [u8]) -> PageInput<'a> {
    let as_of: DateTime<Utc> = "2023-09-20T15:59:59Z".parse().unwrap_or_default();
    PageInput {
        url,
        content_type: Some("text/html"),
        body,
        as_of,
        sketches: true,
    }
}

fn address() -> Url {
    Url::parse("http://www.qingchuan.gov.cn/art/2023/9/15/art_1.html").expect("a fixed address")
}

#[divan::bench]
fn fleet_page_utf8(bencher: Bencher<'_, '_>) {
    let (url, page) = (address(), fleet_page());
    bencher
        .counter(BytesCount::of_str(&page))
        .bench(|| extract_page(&input(black_box(&url), black_box(page.as_bytes()))));
}

#[divan::bench]
fn fleet_page_gb18030(bencher: Bencher<'_, '_>) {
    let page = fleet_page().replace("charset=\"utf-8\"", "charset=\"gb2312\"");
    let (url, page) = (address(), encoding_rs::GB18030.encode(&page).0.into_owned());
    bencher
        .counter(BytesCount::of_slice(&page))
        .bench(|| extract_page(&input(black_box(&url), black_box(&page))));
}

#[divan::bench]
fn resolve_links_of_fleet_page(bencher: Bencher<'_, '_>) {
    let (url, page) = (address(), fleet_page());
    let facts = extract_page(&input(&url, page.as_bytes()));
    bencher.bench(|| {
        facts
            .links
            .iter()
            .filter_map(|link| resolve(black_box(&facts.base), link.href))
            .count()
    });
}

#[divan::bench(args = [
    "real-sites/stats-gb2312/tjsj/tjbz/tjyqhdmhcxhfdm/2019/44.html",
    "pages/newspaper4k/chinese_article_002.html",
    "pages/gerapy/samples/list/hrfund_announcement.html",
    "pages/gerapy/samples/list/netease_international_news.html",
])]
fn real_page(bencher: Bencher<'_, '_>, name: &str) {
    let url = address();
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data")
        .join(name);
    // Where the shared data are missing, an empty page is measured.
    let page = std::fs::read(path).unwrap_or_default();
    bencher
        .counter(BytesCount::of_slice(&page))
        .bench(|| extract_page(&input(black_box(&url), black_box(&page))));
}
