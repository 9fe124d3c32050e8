//! Real pages that are not part of the repository; skipped where they are missing.

use xunwang_domain::facts::{CharsetSignal, PageFacts};

use crate::common::{extract_bytes, html_files, shared};

fn read(path: &std::path::Path) -> PageFacts {
    extract_bytes(
        "http://www.stats.gov.cn/tjsj/x.html",
        None,
        &std::fs::read(path).unwrap(),
    )
}

#[test]
fn every_page_of_the_saved_sites_decodes_without_a_replacement() {
    for (folder, name, least) in [
        ("real-sites/stats-gb2312", "gb18030", 30),
        ("real-sites/stats-utf8", "UTF-8", 300),
    ] {
        let Some(folder) = shared(folder) else { return };
        let mut files = Vec::new();
        html_files(&folder, &mut files);
        // The rest of the folder is what the copying programme left of scripts and pictures.
        files.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
        assert!(files.len() >= least, "{}", files.len());
        for path in files {
            let facts = read(&path);
            assert_eq!(
                (facts.charset.name, facts.charset.replaced),
                (name, 0),
                "{}",
                path.display()
            );
            assert_eq!(facts.charset.signal, CharsetSignal::Meta, "{}", path.display());
            assert!(
                facts.title.contains("代码") || facts.title.contains("区划"),
                "{}: {}",
                path.display(),
                facts.title
            );
        }
    }
}

#[test]
fn titles_and_dates_of_real_list_pages_are_read() {
    // (page, dated items on it, first date), counted by hand.
    let truth = [
        ("dfa66_announcement.html", 10, "2020-0"),
        ("hrfund_announcement.html", 10, "2020-04-30"),
        ("hsqhfunds_announcement.html", 20, "2020-07-02"),
        ("rtfund_xxpl.html", 15, "2020-07-09"),
        ("netease_rolling_news.html", 40, "2020-08-16"),
    ];
    for (name, items, first) in truth {
        let Some(path) = shared(&format!("pages/gerapy/samples/list/{name}")) else {
            return;
        };
        let facts = read(&path);
        let dated: Vec<_> = facts
            .lists
            .iter()
            .flat_map(|list| &list.items)
            .filter_map(|item| item.date.as_ref())
            .collect();
        assert_eq!(dated.len(), items, "{name}");
        assert!(
            dated[0].date.to_string().starts_with(first),
            "{name}: {}",
            dated[0].date
        );
    }
}

#[test]
fn titles_and_dates_of_real_articles_are_read() {
    let truth = [
        (
            "pages/gerapy/samples/detail/china_news1.html",
            Some("2020-07-04"),
            "坚定实施扩大内需战略",
        ),
        (
            "pages/gerapy/samples/detail/ifeng_news1.html",
            Some("2019-02-20"),
            "故宫，你低调点",
        ),
        (
            "pages/gerapy/samples/detail/ifeng_news1_detail_20220630.html",
            Some("2019-02-20"),
            "故宫，你低调点",
        ),
        (
            "pages/gerapy/samples/detail/netease_news1.html",
            Some("2020-07-04"),
            "美国新冠肺炎确诊病例",
        ),
        (
            "pages/newspaper4k/chinese_article.html",
            Some("2012-12-10"),
            "港特首梁振英",
        ),
        (
            "pages/newspaper4k/chinese_article_001.html",
            Some("2023-11-17"),
            "外国专家",
        ),
        (
            "pages/newspaper4k/chinese_article_002.html",
            Some("2023-11-17"),
            "短缺药品保供稳价",
        ),
        (
            "pages/trafilatura/archive.org.he.xinhuanet.com.25340717.html",
            Some("2012-06-04"),
            "话剧《约定无期限》",
        ),
        (
            "pages/trafilatura/banyuetan.org.1000200033136171577956287380194268_1.html",
            Some("2020-01-02"),
            "益阳",
        ),
        (
            "pages/trafilatura/xinhuanet.com.c_1125597921.html",
            Some("2020-02-19"),
            "武汉的声音",
        ),
        (
            "pages/trafilatura/chineselyrics4u.com.zhineng.html",
            None,
            "Chinese Pinyin Lyrics",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, date, title) in truth {
        let Some(path) = shared(name) else { return };
        let facts = read(&path);
        let seen = facts
            .published
            .as_ref()
            .map(|published| published.date.to_string());
        if seen.as_deref() != date {
            wrong.push(format!("{name}: {seen:?} for {date:?}, {:?}", facts.kind));
        }
        assert!(facts.title.contains(title), "{name}: {}", facts.title);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
