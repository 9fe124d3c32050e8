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
                (&*facts.charset.name, facts.charset.replaced),
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

#[test]
fn the_charset_of_every_page_is_right() {
    // All are UTF-8 as saved, whatever their tags say, but one.
    let Some(folder) = shared("pages") else { return };
    let mut files = Vec::new();
    html_files(&folder, &mut files);
    assert_eq!(files.len(), 22);
    for path in files {
        let facts = read(&path);
        let gb = path.ends_with("archive.org.he.xinhuanet.com.25340717.html");
        let name = if gb { "gb18030" } else { "UTF-8" };
        let seen = (&*facts.charset.name, facts.charset.replaced);
        assert_eq!(seen, (name, 0), "{}", path.display());
    }
}

#[test]
fn list_pages_give_the_items_a_person_sees() {
    // (page, items of each part of its main list, first title, last title), counted by hand. Of the 72 boards of one page
    // two hold a single link.
    let truth: [(&str, &[usize], &str, &str); 9] = [
        (
            "dfa66_announcement.html",
            &[10],
            "东方阿尔法优势产业混合型发起式",
            "东方阿尔法基金管理有限公司关于公司住所",
        ),
        (
            "hrfund_announcement.html",
            &[10],
            "华融基金管理有限公司关于旗下基金参加南京",
            "华融现金增利货币市场基金招募说明书",
        ),
        (
            "hsqhfunds_announcement.html",
            &[20],
            "恒生前海沪深港通细分行业龙头",
            "恒生前海基金管理有限公司关于旗下部分基金",
        ),
        (
            "rtfund_xxpl.html",
            &[15],
            "融通关于旗下部分开放式基金新增华瑞保险",
            "关于融通通源短融债券型",
        ),
        (
            "netease_international_news.html",
            &[140],
            "巴西批准中国疫苗在当地试验",
            "",
        ),
        (
            "netease_leaderboard_news.html",
            &[10; 70],
            "李晨独居复式豪宅曝光",
            "",
        ),
        (
            "netease_rolling_news.html",
            &[10, 10, 10, 10],
            "一图读懂",
            "仅获2票支持",
        ),
        (
            "tencent_important_news.html",
            &[10],
            "00后比90后少了4700万",
            "新京报评论：“野火青年”们",
        ),
        ("zhihu_search_result.html", &[100], "简历智能解析", "所依智能养老"),
    ];
    let mut wrong = Vec::new();
    for (name, counts, first, last) in truth {
        let Some(path) = shared(&format!("pages/gerapy/samples/list/{name}")) else {
            return;
        };
        let facts = read(&path);
        let text = |link: u32| facts.links.get(link as usize).unwrap().text;
        // The main list begins at the first title; its parts follow one another.
        let start = facts
            .lists
            .iter()
            .position(|list| text(list.items[0].link).contains(first));
        let Some(parts) = start.and_then(|start| facts.lists.get(start..start + counts.len())) else {
            wrong.push(format!("{name}: no list"));
            continue;
        };
        let seen: Vec<usize> = parts.iter().map(|list| list.items.len()).collect();
        let end = parts.last().and_then(|list| list.items.last()).unwrap();
        if seen != counts || counts.len() == 1 && !text(end.link).contains(last) {
            wrong.push(format!(
                "{name}: {seen:?} for {counts:?}, last {}",
                text(end.link)
            ));
        }
        if name.starts_with("tencent") {
            assert!(
                facts
                    .lists
                    .iter()
                    .all(|list| !text(list.items[0].link).contains("多云")),
                "the weather"
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_real_site_of_tables_repeats_no_article_and_contradicts_no_date() {
    // 43 and more pages of one form, filled in anew for every province and year.
    for folder in ["real-sites/stats-gb2312", "real-sites/stats-utf8"] {
        let Some(folder) = shared(folder) else { return };
        let mut files = Vec::new();
        html_files(&folder, &mut files);
        let mut fold = xunwang_extract::SiteFold::new(&crate::site::site(Vec::new()), crate::common::as_of());
        for path in &files {
            let inside = path.strip_prefix(&folder).unwrap().display().to_string();
            let address = format!("http://www.qingchuan.gov.cn/{inside}");
            let url = url::Url::parse(&address).unwrap();
            fold.observe(
                &url,
                &url,
                &extract_bytes(&address, None, &std::fs::read(path).unwrap()),
            );
        }
        let facts = fold.conclude();
        assert!(facts.pages >= 30);
        assert_eq!(
            (facts.repeats.len(), facts.contradictions.len()),
            (0, 0),
            "{:#?}",
            facts.repeats
        );
    }
}
