//! What an answer shows instead of what was asked for: signs, and what only looks like them.

use url::Url;
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_extract::{
    MissingPage, file_problem, hijacked, is_advert, leads_home, missing_fragments, promotion, soft_404,
};

use crate::common::{extract_at, extract_bytes, html_files, shared};

const ARTICLE: &str = "http://www.qingchuan.gov.cn/zw/t2023_12.html";

fn page(title: &str, main: &str) -> String {
    format!(
        "<title>{title}</title><div class=header><h1>青川市人民政府</h1></div>\
         <div class=nav><a href=/>首页</a><a href=/zwgk/>政务公开</a></div><div class=main>{main}</div>\
         <div class=footer>主办单位：青川市人民政府办公室</div>"
    )
}

fn said(state: Option<TargetState>) -> Option<(String, TargetClass)> {
    state.map(|state| (state.status, state.class))
}

fn soft_at(url: &str, title: &str, main: &str) -> Option<TargetClass> {
    let facts = extract_at(url, &page(title, main));
    soft_404(&Url::parse(url).unwrap(), &facts, false, None).map(|state| state.class)
}

#[test]
fn a_page_that_says_it_does_not_exist_is_told_by_two_signs() {
    let certain = Some(TargetClass::Broken);
    let text = "<p>抱歉，您访问的页面不存在或已被删除。</p>";
    assert_eq!(soft_at(ARTICLE, "青川市人民政府", text), certain);
    assert_eq!(
        soft_at(ARTICLE, "404 Not Found", "<h1>Page not found</h1>"),
        certain
    );
    assert_eq!(soft_at(ARTICLE, "青川市人民政府", "<p>该信息已删除</p>"), certain);
    let more = "<p>请检索其他内容，或者拨打政务服务热线咨询办理，工作日有人接听。</p>".repeat(5);
    assert_eq!(soft_at(ARTICLE, "页面不存在", &more), Some(TargetClass::Caution));
}

#[test]
fn what_only_looks_like_it_is_a_page() {
    let text = "<p>您访问的页面不存在</p>";
    let long = "<p>青川市对网站“页面不存在”等问题逐条核对，落实到人。</p>".repeat(20);
    assert_eq!(soft_at("http://www.qingchuan.gov.cn/", "青川市", text), None);
    assert_eq!(
        soft_at("http://www.qingchuan.gov.cn/search?q=1", "搜索", text),
        None
    );
    assert_eq!(soft_at(ARTICLE, "404页面不存在", &long), None);
    assert_eq!(
        soft_at(
            ARTICLE,
            "政策问答",
            "<p>打开网站提示页面不存在怎么办？请致电。</p>"
        ),
        None
    );
    assert_eq!(
        soft_at(
            "http://www.qingchuan.gov.cn/bmxx/",
            "部门信息",
            "<ul><li>青川市财政局集中排查网站“页面不存在”的情况</li></ul>"
        ),
        None
    );
    assert_eq!(
        soft_at(ARTICLE, "青川市人民政府令第404号", "<p>全文见附件。</p>"),
        None
    );
    assert_eq!(
        soft_at(ARTICLE, "通讯录", "<p>办公室电话：0999-8000404</p>"),
        None
    );
}

#[test]
fn the_answer_to_an_address_that_cannot_exist_is_compared() {
    let notice = "<p>您要找的内容飞走了，请从首页重新进入。编号20230901</p>";
    let home = extract_at(
        "http://www.qingchuan.gov.cn/",
        &page("青川市人民政府", "<p>欢迎访问本站</p>"),
    );
    let answer = extract_at("http://www.qingchuan.gov.cn/0f.html", &page("提示", notice));
    let missing = MissingPage::of(&answer, Some(&home)).unwrap();
    let url = Url::parse(ARTICLE).unwrap();
    let same = extract_at(ARTICLE, &page("提示", &notice.replace("0901", "0902")));
    let judged = |facts| soft_404(&url, facts, false, Some(&missing)).map(|state| state.class);
    assert_eq!(judged(&same), Some(TargetClass::Caution));
    let other = extract_at(
        ARTICLE,
        &page("提示", "<p>本栏目正在建设，请从首页进入其他栏目</p>"),
    );
    assert_eq!(judged(&other), None);
    let guard = extract_at(ARTICLE, &page("提示", "<p>请登录后查看本系统的内容</p>"));
    assert_eq!(MissingPage::of(&guard, Some(&home)), None);
    // One page for every address is how script applications answer.
    assert_eq!(MissingPage::of(&home, Some(&home)), None);
    let blank = extract_at(
        "http://www.qingchuan.gov.cn/0f.html",
        "<div id=app></div><script src=/app.js></script>",
    );
    assert_eq!(MissingPage::of(&blank, Some(&home)), None);
}

#[test]
fn only_a_deep_address_that_the_home_page_answers_has_lost_its_page() {
    let leads = |asked: &str, answered: &str| {
        let url = |path: &str| Url::parse(&format!("http://www.qingchuan.gov.cn{path}")).unwrap();
        leads_home(&url(asked), &url(answered), Some(&url("/index.asp")))
    };
    for asked in [
        "/removed/66171_1.html",
        "/t2023_12.html",
        "/show.asp?id=12",
        "/bmpd/2694/",
        "/old/gone.html",
    ] {
        assert!(leads(asked, "/") && leads(asked, "/index.asp"), "{asked}");
        assert!(!leads(asked, "/zwgk/"), "{asked}");
    }
    for asked in [
        "/",
        "/index.asp",
        "/?from=123",
        "/index.html",
        "/zwgk/",
        "/web/index.html",
        "/web/site/",
        "/user/login.jsp",
    ] {
        assert!(!leads(asked, "/"), "{asked}");
    }
    let elsewhere = Url::parse("http://www.yunling.gov.cn/").unwrap();
    assert!(!leads_home(&Url::parse(ARTICLE).unwrap(), &elsewhere, None));
}

#[test]
fn a_home_page_that_is_told_the_way_to_it_is_one() {
    let text = "<p>您所访问的页面已经不存在了</p>";
    let at = |address: &str| soft_at(&format!("http://www.qingchuan.gov.cn{address}"), "青川市", text);
    assert_eq!(at("/?from=123"), None);
    assert_eq!(at("/index.asp?from=123"), None);
    assert_eq!(at("/index.php?id=5"), Some(TargetClass::Broken));
    assert_eq!(at("/zw/t2023_12.html"), Some(TargetClass::Broken));
}

fn hijack(host: &str, title: &str, keywords: &str, text: &str) -> Option<(String, TargetClass)> {
    let url = format!("http://{host}/");
    let html = format!("<title>{title}</title><meta name=Keywords content='{keywords}'><p>{text}</p>");
    said(hijacked(&Url::parse(&url).unwrap(), &extract_at(&url, &html)))
}

#[test]
fn a_domain_in_other_hands_is_told_by_two_places() {
    use TargetClass::{Caution, Danger};
    let is = |status: &str, class| Some((status.to_owned(), class));
    assert_eq!(
        hijack("a.example", "澳门新葡京-官网", "百家乐,老虎机", "欢迎"),
        is("gambling", Danger)
    );
    assert_eq!(
        hijack("a.example", "澳门新葡京-官网", "", "欢迎"),
        is("gambling", Caution)
    );
    assert_eq!(
        hijack("a.example", "成人视频在线", "", "免费av"),
        is("pornography", Danger)
    );
    assert_eq!(
        hijack("www.a-b.example", "a-b.example", "", "a-b.example 该域名正在出售"),
        is("parked", Danger)
    );
    assert_eq!(
        hijack("a.example", "This domain is for sale", "", "Contact"),
        is("parked", Caution)
    );
    assert_eq!(hijack("www.qc.gov.cn", "澳门新葡京-官网", "", "欢迎"), None);
    assert_eq!(
        hijack("www.qc.gov.cn", "澳门新葡京", "时时彩", "欢迎"),
        is("gambling", Danger)
    );
}

#[test]
fn those_who_act_against_it_and_lawful_lotteries_are_left_alone() {
    assert_eq!(
        hijack("ga.example", "打击网络赌博", "百家乐", "捣毁老虎机窝点"),
        None
    );
    assert_eq!(
        hijack("cp.example", "示例省福利彩票发行中心", "福利彩票", "双色球开奖"),
        None
    );
    assert_eq!(hijack("a.example", "云岭旅游", "", "棋牌娱乐室"), None);
}

#[test]
fn a_file_is_what_its_ending_says() {
    use TargetClass::{Broken, Caution};
    let read = |name: &str, body: &[u8], html: bool, whole: bool| {
        let url = Url::parse(&format!("http://www.qingchuan.gov.cn/f/{name}")).unwrap();
        said(file_problem(&url, body, html, whole))
    };
    let state = |name: &str, body: &[u8], html: bool| read(name, body, html, false);
    let is = |status: &str, class| Some((status.to_owned(), class));
    let page = b"<!DOCTYPE html><title>404</title>";
    assert_eq!(state("a.pdf", b"%PDF-1.4", false), None);
    assert_eq!(state("a.pdf", b"\r\n\r\n%PDF-1.4", false), None);
    assert_eq!(state("a.pdf", page, true), is("not-a-file", Broken));
    assert_eq!(state("a.docx", b"PK\x03\x04...", false), None);
    assert_eq!(state("a.docx", b"", false), is("empty", Broken));
    assert_eq!(state("a.doc", b"\xd0\xcf\x11\xe0....", false), None);
    assert_eq!(state("a.doc", b"PK\x03\x04", false), None);
    assert_eq!(state("a.xls", page, true), is("not-a-file", Caution));
    assert_eq!(state("a.xls", b"name\tcode\n", false), None);
    assert_eq!(state("a.rar", b"Rar!\x1a\x07", false), None);
    assert_eq!(state("a.ofd", page, true), is("not-a-file", Broken));
    assert_eq!(state("a.csv", b"name,code\n", false), None);
    assert_eq!(state("a.doc", b"GIF89a....", false), is("not-a-file", Broken));
    assert_eq!(
        state("a.xlsx", b"\x89PNG\r\n\x1a\n", false),
        is("not-a-file", Broken)
    );
    assert_eq!(state("a.tif", b"GIF89a....", false), None);
    let (cut, full) = (
        b"PK\x03\x04 data".as_slice(),
        b"PK\x03\x04 data PK\x01\x02 PK\x05\x06 end".as_slice(),
    );
    assert_eq!(read("a.xlsx", cut, false, true), is("cut-off", Broken));
    assert_eq!(read("a.xlsx", cut, false, false), None);
    assert_eq!(read("a.zip", full, false, true), None);
    assert_eq!(read("a.docx", b"\xd0\xcf\x11\xe0", false, true), None);
}

#[test]
fn places_that_a_page_lacks_are_told_and_those_that_a_script_makes_are_not() {
    let names: Vec<String> = ["cailiao", "旧锚", "none", "made"].map(str::to_owned).into();
    let page = "<h2 id=cailiao>材料</h2><a name='旧锚'></a><p class=none></p><script>add('made')</script>";
    assert_eq!(
        missing_fragments(page.as_bytes(), Some("text/html; charset=utf-8"), &names),
        [false, false, true, false]
    );
    let names_of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let own = "<a href='#fujian1'>见附件</a><a href=#tab1 role=tab>一</a><a href='#fold' onclick='fold()'>二</a>\
               <a class='nav-tab' href='#tab2'>三</a><a href='#made'>四</a><script>$('#made').show()</script>";
    let names_asked = names_of(&["fujian1", "tab1", "fold", "tab2", "made"]);
    assert_eq!(
        missing_fragments(own.as_bytes(), Some("text/html; charset=utf-8"), &names_asked),
        [true, false, false, false, false]
    );
    let routed = format!("{page}<script>show(location.hash)</script>");
    assert_eq!(missing_fragments(routed.as_bytes(), None, &names), [false; 4]);
}

#[test]
fn only_hosts_of_advertisements_are_adverts() {
    let advert = |address: &str| is_advert(&Url::parse(address).unwrap());
    assert!(advert("https://u.jd.com/x") && advert("http://a.pos.baidu.com/y"));
    assert!(!advert("https://www.jd.com/") && !advert("http://notu.jd.com.example/"));
}

#[test]
fn a_page_that_only_calls_upon_people_to_buy_is_one() {
    let at = |host: &str, title: &str, text: &str| {
        let address = format!("http://{host}/");
        let facts = extract_at(&address, &format!("<title>{title}</title><p>{text}</p>"));
        promotion(&Url::parse(&address).unwrap(), &facts).map(|state| state.class)
    };
    let suspected = Some(TargetClass::Caution);
    for (title, text) in [
        ("秋季家具特卖会", "全场低至三折，厂家直销，扫码下单即享包邮。"),
        (
            "锦绣花园二期盛大开盘",
            "首付十万起，欢迎参观样板间，置业顾问一对一服务。",
        ),
        ("小额信用贷款 秒到账", "凭身份证即可申请，无抵押，当天放款。"),
    ] {
        assert_eq!(at("www.shop.example", title, text), suspected, "{title}");
        assert_eq!(at("www.shop.gov.cn", title, text), None, "{title}");
    }
    for (title, text) in [
        ("示例银行", "办理储蓄、贷款、理财业务，新客户可领优惠券。"),
        ("云岭消费帮扶馆", "特惠农产品，立即购买，满减包邮，助力乡村振兴。"),
        (
            "警惕“秒到账”贷款骗局",
            "警方提醒：凡是无抵押、当天放款的广告都是诈骗。",
        ),
        ("特惠", "页面建设中"),
        ("示例市供水有限公司", "用水报装、水费查询、客服热线。"),
    ] {
        assert_eq!(at("www.company.example", title, text), None, "{title}");
    }
}

#[test]
fn no_saved_page_of_a_real_site_is_taken_for_a_missing_a_hijacked_or_an_advertising_one() {
    let Some(folder) = shared("pages") else { return };
    let mut files = Vec::new();
    html_files(&folder, &mut files);
    assert!(files.len() > 10, "{}", files.len());
    for path in &files {
        let url = Url::parse("http://www.example.com/art/2023/9/1/art_1.html").unwrap();
        let facts = extract_bytes(url.as_str(), None, &std::fs::read(path).unwrap());
        let judged = soft_404(&url, &facts, false, None)
            .or_else(|| hijacked(&url, &facts))
            .or_else(|| promotion(&url, &facts));
        assert_eq!(judged, None, "{}: {}", path.display(), facts.title);
    }
}
