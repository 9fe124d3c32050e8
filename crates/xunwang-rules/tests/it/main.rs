//! HTML in, findings out: for every rule a site that fails, the same site that passes, and one that cannot be measured.

mod clean;
mod marks;
mod web;

use expect_test::{Expect, expect};
use xunwang_domain::facts::SiteCase;
use xunwang_domain::targets::LinkFacts;
use xunwang_rules::{VisitResult, check_site, guobanmihan_2019_19, judge};

use web::{Web, as_of, site, web};

#[track_caller]
fn says(web: &Web, rule: &str, expected: &Expect) {
    expected.assert_eq(&web.check(rule));
}

#[test]
fn a_site_without_defects_passes_every_rule() {
    for rule in xunwang_rules::RULES
        .iter()
        .filter(|rule| rule.code.0 != "certificate-invalid")
    {
        assert_eq!(web().check(rule.code.0), "", "{}", rule.code);
    }
    let site = site();
    let (facts, _) = web().facts(&site);
    assert_eq!(facts.channels.len(), 3);
    let case = SiteCase {
        site: &site,
        as_of: as_of(),
        facts: &facts,
        targets: &[],
        links: &LinkFacts::default(),
        texts: Some(&xunwang_domain::texts::TextFacts {
            originals: 1,
            ..Default::default()
        }),
        certificate: None,
        observed_at: as_of(),
    };
    let standard = guobanmihan_2019_19();
    let report = check_site(&case, &standard, None);
    let judged = judge(
        &site,
        VisitResult::Read { pages: facts.pages },
        &report,
        &standard,
    );
    assert_eq!(judged.judgement.label(), "qualified");
}

#[test]
fn homepage_stale() {
    let stale = web()
        .on("/", "2023-09-14", "2023-08-31")
        .on("/", "2023-08-20", "2023-08-02");
    says(
        &stale,
        "homepage-stale",
        &expect![[r#"
        Certain WV3 / / ×1 / 首页最近一次更新为2023-08-31，至监测日2023-09-15已超过14天没有新信息
    "#]],
    );
    let in_time = web().on("/", "2023-09-14", "2023-09-01");
    says(&in_time, "homepage-stale", &expect![]);
    let script = web().main(
        "/",
        r#"<div id="list">数据加载中...</div><script>load("/api/list")</script>"#,
    );
    says(&script, "homepage-stale", &expect![]);
}

#[test]
fn channel_stale() {
    let stale = web()
        .on("/gzdt/", "2023-09-14", "2023-08-31")
        .on("/tzgg/", "2023-08-20", "2023-03-14");
    says(
        &stale,
        "channel-stale",
        &expect![[r#"
        Certain WV4-1 / /gzdt/ ×1 / “工作动态”栏目（动态要闻）最近一次更新为2023-08-31，至监测日2023-09-15已超过14天没有更新
        Certain WV4-1 / /tzgg/ ×1 / “通知公告”栏目（通知公告）最近一次更新为2023-03-14，至监测日2023-09-15已超过6个月没有更新
    "#]],
    );
    let in_time = web()
        .on("/gzdt/", "2023-09-14", "2023-09-01")
        .on("/tzgg/", "2023-08-20", "2023-03-15");
    says(&in_time, "channel-stale", &expect![]);
    let script = web().main(
        "/gzdt/",
        r#"<ul id="list"></ul><div>数据加载中...</div><script>load("/api/list")</script>"#,
    );
    says(
        &script,
        "channel-stale",
        &expect![[r#"
        未能检测 WV4-1 / /gzdt/ / 栏目内容由脚本加载，未能检测
    "#]],
    );
}

#[test]
fn channel_blank() {
    let blank = web().main(
        "/tzgg/",
        r#"<div class="position">当前位置：首页 &gt; 通知公告</div><p>暂无信息</p>"#,
    );
    says(
        &blank,
        "channel-blank",
        &expect![[r#"
        Certain WV4-3 / /tzgg/ ×1 / “通知公告”栏目（通知公告）没有任何信息，页面称“暂无信息”
    "#]],
    );
    says(&blank, "channel-stale", &expect![]);
    let script = web().main(
        "/tzgg/",
        r#"<ul id="list"></ul><div>数据加载中...</div><script>load("/api/list")</script>"#,
    );
    says(
        &script,
        "channel-blank",
        &expect![[r#"
        未能检测 WV4-3 / /tzgg/ / 栏目内容由脚本加载，未能检测
    "#]],
    );
}

#[test]
fn date_missing() {
    let undated =
        web()
            .on("/zcwj/", "<span>2023-06-30</span>", "")
            .on("/zcwj/", "<span>2023-01-05</span>", "");
    says(
        &undated,
        "date-missing",
        &expect![[r#"
        Suspected  / /zcwj/ ×1 / “政策文件”栏目（政策文件）的6条信息都没有可辨认的发布日期，是否更新及时需人工认定
    "#]],
    );
    says(
        &undated,
        "channel-stale",
        &expect![[r#"
        未能检测 WV4-1 / /zcwj/ / 条目没有可辨认的发布日期，是否更新及时需人工认定
    "#]],
    );
    let by_article =
        web()
            .on("/gzdt/", "<span>2023-09-14</span>", "")
            .on("/gzdt/", "<span>2023-01-05</span>", "");
    says(&by_article, "date-missing", &expect![""]);
}

#[test]
fn dead_targets() {
    let banner = r#"<h1>青川市人民政府</h1><a href="http://xinyong.example/">信用青川</a>"#;
    let link = web()
        .everywhere("<h1>青川市人民政府</h1>", banner)
        .dead("http://xinyong.example/");
    says(
        &link,
        "link-dead",
        &expect![[r#"
            Certain P-22 / / ×5 / 链接失效（404，2次查看均如此）：首页头部标识区等5处
        "#]],
    );
    let image = web()
        .on(
            "/gzdt/",
            r#"<div class="list">"#,
            r#"<div class="list"><img src="/images/focus1.jpg" alt="图片新闻">"#,
        )
        .dead("http://www.qingchuan.gov.cn/images/focus1.jpg");
    says(
        &image,
        "image-dead",
        &expect![[r#"
            Certain P-22 / /gzdt/ ×1 / 图片失效（404，2次查看均如此）：“工作动态”栏目正文
        "#]],
    );
    says(&image, "link-dead", &expect![]);
    let attachment = web()
        .on(
            "/gzdt/t1.html",
            r#"<div class="content">"#,
            r#"<div class="content"><a href="/fj/mingdan.xlsx">附件：名单.xlsx</a>"#,
        )
        .dead("http://www.qingchuan.gov.cn/fj/mingdan.xlsx");
    says(
        &attachment,
        "attachment-dead",
        &expect![[r#"
            Certain P-22 / /gzdt/t1.html ×1 / 附件失效（404，2次查看均如此）：内页正文
        "#]],
    );
}

#[test]
fn site_name_missing() {
    let header = "<h1>青川市人民政府</h1>";
    says(
        &web().everywhere(header, "<p>欢迎您</p>"),
        "site-name-missing",
        &expect![[r#"
        Certain P-20 / / ×5 / 全站5页的头部标识区均未展示网站名称
    "#]],
    );
    says(
        &web().everywhere(header, r#"<img src="/images/logo.png" alt="中国·青川">"#),
        "site-name-missing",
        &expect![],
    );
    says(
        &web().everywhere(header, r#"<img src="/images/logo.png">"#),
        "site-name-missing",
        &expect![[r#"
        Suspected P-20 / / ×5 / 全站5页的头部标识区均未展示网站名称（可能以图片展示，需人工认定）
    "#]],
    );
}

#[test]
fn footer_marks_missing_everywhere_or_on_one_template() {
    let entry = r#"<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001"><img src="/images/jiucuo.png" alt="我为政府网站找错"></a>"#;
    for (rule, mark, everywhere, articles) in [
        (
            "report-entry-missing",
            entry,
            expect![[r#"
            Certain P-21 / / ×5 / 全站5页的底部功能区均未列明“我为政府网站找错”入口
        "#]],
            expect![[r#"
            Certain P-21 / /gzdt/t1.html ×1 / 一种页面模板共1页的底部功能区未列明“我为政府网站找错”入口
        "#]],
        ),
        (
            "site-code-missing",
            "网站标识码：9901000001",
            expect![[r#"
            Certain P-21 / / ×5 / 全站5页的底部功能区均未列明网站标识码
        "#]],
            expect![[r#"
            Certain P-21 / /gzdt/t1.html ×1 / 一种页面模板共1页的底部功能区未列明网站标识码
        "#]],
        ),
        (
            "icp-missing",
            "示ICP备12345678号-1",
            expect![[r#"
            Certain P-21 / / ×5 / 全站5页的底部功能区均未列明ICP备案编号
        "#]],
            expect![[r#"
            Certain P-21 / /gzdt/t1.html ×1 / 一种页面模板共1页的底部功能区未列明ICP备案编号
        "#]],
        ),
        (
            "police-record-missing",
            "示公网安备99010002000001号",
            expect![[r#"
            Certain P-21 / / ×5 / 全站5页的底部功能区均未列明公安机关备案号
        "#]],
            expect![[r#"
            Certain P-21 / /gzdt/t1.html ×1 / 一种页面模板共1页的底部功能区未列明公安机关备案号
        "#]],
        ),
        (
            "sponsor-missing",
            "主办单位：青川市人民政府办公室",
            expect![[r#"
            Certain P-21 / / ×5 / 全站5页的底部功能区均未列明主办单位
        "#]],
            expect![[r#"
            Certain P-21 / /gzdt/t1.html ×1 / 一种页面模板共1页的底部功能区未列明主办单位
        "#]],
        ),
    ] {
        says(&web().everywhere(mark, ""), rule, &everywhere);
        says(&web().on("/gzdt/t1.html", mark, ""), rule, &articles);
    }
}

#[test]
fn marks_of_pages_without_a_frame_are_not_measured() {
    let mut bare = web();
    bare.pages
        .push(("/pop.html", "<html><body><p>公告</p></body></html>".to_owned()));
    says(
        &bare,
        "icp-missing",
        &expect![[r#"
        未能检测  / / / 1页没有头部和底部，不属于任何页面模板
    "#]],
    );
}

#[test]
fn wrong_marks() {
    let other = web().everywhere("网站标识码：9901000001", "网站标识码：9901000002");
    says(
        &other,
        "site-code-wrong",
        &expect![[r#"
        Certain P-21 / / ×5 / 网站标识码标注有误：标注为9901000002，登记为9901000001（共5页）
    "#]],
    );
    let full_width = web().everywhere("网站标识码：9901000001", "网站标识码：９９０１０００００１");
    says(&full_width, "site-code-wrong", &expect![]);
    let entry = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001";
    for (href, expected) in [
        (
            "http://121.43.68.40/exposure/jiucuo.html?site_code=9901000001",
            expect![[r#"
            Certain P-21 / / ×5 / “我为政府网站找错”入口有误：链接指向已停用的旧地址121.43.68.40（共5页）
        "#]],
        ),
        (
            "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000002&url=http%3A%2F%2Fa",
            expect![[r#"
            Certain P-21 / / ×5 / “我为政府网站找错”入口有误：所带网站标识码为9901000002，登记为9901000001（共5页）
        "#]],
        ),
        (
            "https://zfwzzc.www.gov.cn/check_web/errorInfo/jcInfo/8f14e45f-1",
            expect![],
        ),
    ] {
        says(&web().everywhere(entry, href), "report-entry-wrong", &expected);
    }
    let script = r#"<script id="_jiucuo_" sitecode="9901000001" src="https://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script>"#;
    let link = format!(r#"<a href="{entry}"><img src="/images/jiucuo.png" alt="我为政府网站找错"></a>"#);
    says(&web().everywhere(&link, script), "report-entry-wrong", &expect![]);
    says(
        &web().everywhere(&link, &script.replace("0001\" ", "0009\" ")),
        "report-entry-wrong",
        &expect![[r#"
        Certain P-21 / / ×5 / “我为政府网站找错”入口有误：所带网站标识码为9901000009，登记为9901000001（共5页）
    "#]],
    );
}

#[test]
fn article_duplicate() {
    let again = web().article("/gzdt/t7.html", &[]);
    says(
        &again,
        "article-duplicate",
        &expect![[r#"
        Certain  / /gzdt/t7.html ×1 / 《青川市召开第1次工作会议部署有关事项》（2023-09-14）与2023-09-14发布的http://www.qingchuan.gov.cn/gzdt/t1.html正文相同
    "#]],
    );
    let edited = web().article(
        "/gzdt/t7.html",
        &[("2023-09-14", "2023-09-16"), ("扎实做好", "切实抓好")],
    );
    says(
        &edited,
        "article-duplicate",
        &expect![[r#"
        Suspected  / /gzdt/t7.html ×1 / 《青川市召开第1次工作会议部署有关事项》（2023-09-16）与2023-09-14发布的http://www.qingchuan.gov.cn/gzdt/t1.html正文约90%相同
    "#]],
    );
    for (path, changes) in [
        // Filed in two channels on one day, a print version, a telephone's version, a form filled in anew, another text.
        (
            "/bmdt/t1.html",
            &[(
                r#"name="ColumnName" content="工作动态""#,
                r#"name="ColumnName" content="部门动态""#,
            )][..],
        ),
        ("/gzdt/print_t1.html", &[]),
        ("/m/gzdt/t1.html", &[("2023-09-14", "2023-09-13")]),
        (
            "/gzdt/t8.html",
            &[
                ("会议指出，", "会议拨付资金3200元，"),
                ("2023-09-14", "2023-09-16"),
            ],
        ),
        (
            "/gzdt/t8.html",
            &[("青川市召开第1次工作会议部署有关事项", "青川市举办第2届运动会")],
        ),
    ] {
        says(&web().article(path, changes), "article-duplicate", &expect![]);
    }
}

#[test]
fn article_redated() {
    let old = web().article("/gzdt/t7.html", &[("2023-09-14", "2021-03-05")]);
    says(
        &old,
        "article-redated",
        &expect![[r#"
        Suspected WV1-5 / /gzdt/t1.html ×1 / 《青川市召开第1次工作会议部署有关事项》（2023-09-14）与2021-03-05发布的http://www.qingchuan.gov.cn/gzdt/t7.html正文相同，疑似以旧信息修改日期重新发布
    "#]],
    );
    says(&old, "article-duplicate", &expect![]);
    let spoken = web().on("/gzdt/t1.html", "会议指出，要扎实", "今年（2021年）以来，要扎实");
    says(
        &spoken,
        "article-redated",
        &expect![[r#"
        Suspected WV1-5 / /gzdt/t1.html ×1 / 《青川市召开第1次工作会议部署有关事项》发布日期为2023-09-14，而正文称“今年（2021年）”，疑似修改发布日期
    "#]],
    );
    let of_then = web().on(
        "/gzdt/t1.html",
        "会议指出，要扎实",
        "对照2021年3月5日印发的办法，要扎实",
    );
    says(&of_then, "article-redated", &expect![]);
    let other_year = web().article(
        "/gzdt/t7.html",
        &[("2023-09-14", "2021-03-05"), ("会议指出", "会议通报2021年的情况")],
    );
    says(&other_year, "article-redated", &expect![]);
}

#[test]
fn updates_bulk() {
    let bulk = web().on("/gzdt/", "2023-01-05", "2023-09-13").on(
        "/gzdt/",
        "</ul></div></div><div class=\"footer\">",
        r#"<li><a href="/gzdt/t9.html">青川市召开第9次工作会议部署有关事项</a><span>2023-02-01</span></li></ul></div></div><div class="footer">"#,
    );
    says(
        &bulk,
        "updates-bulk",
        &expect![[r#"
        Suspected  / /gzdt/ ×1 / “工作动态”栏目（动态要闻）2023-09-13至2023-09-14集中发布6条信息，此前最近一条是2023-02-01，疑似临近检查突击更新
    "#]],
    );
    let only = web().on("/gzdt/", "2023-01-05", "2023-09-13");
    says(&only, "updates-bulk", &expect![]);
}

#[test]
fn channel_mismatch() {
    let wrong = web()
        .on("/tzgg/", "关于举行第", "青川市举行第")
        .on("/tzgg/", "的公告", "");
    says(
        &wrong,
        "channel-mismatch",
        &expect![[r#"
        Suspected  / /tzgg/ ×1 / “通知公告”栏目的6条信息中有6条是动态消息，与栏目名称不符
    "#]],
    );
    let one = web().on("/tzgg/", "关于举行第1", "青川市举行第1");
    says(&one, "channel-mismatch", &expect![]);
    let script = wrong.main("/tzgg/", "<div id=list></div><script>$.ajax('/l')</script>");
    says(&script, "channel-mismatch", &expect![]);
}
