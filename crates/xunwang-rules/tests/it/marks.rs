//! Marks, tags and addresses read from HTML: each form that real sites use, right and wrong.

use expect_test::{Expect, expect};

use crate::web::{Web, web};

#[track_caller]
fn says(web: &Web, rule: &str, expected: &Expect) {
    expected.assert_eq(&web.check(rule));
}

const PARTY_MARK: &str = r#"<a href="https://bszs.conac.cn/sitename?method=show&amp;id=00112233445566778899AABBCCDDEEFF"><img src="/images/red.png" alt="党政机关"></a>"#;
const ENTRY: &str = r#"<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001"><img src="/images/jiucuo.png" alt="我为政府网站找错"></a>"#;

#[test]
fn the_party_mark_in_every_form_is_seen_and_its_absence_too() {
    for form in [
        r#"<script src="https://dcs.conac.cn/js/99/010/0000/60000001/CA990100000600000010001.js"></script>"#,
        r#"<span id="_ideConac"></span>"#,
        r#"<script>document.write(unescape("%3Cspan id='_ideConac'%3E%3C/span%3E"));</script>"#,
        r#"<img src="/images/blue.png">"#,
        r#"<a href="/about.html"><img src="/images/dangzheng.jpg" alt="党政机关"></a>"#,
    ] {
        assert_eq!(
            web().everywhere(PARTY_MARK, form).check("party-mark-missing"),
            "",
            "{form}"
        );
    }
    says(
        &web().on("/gzdt/t1.html", PARTY_MARK, ""),
        "party-mark-missing",
        &expect![[r#"
            Certain P-21 / /gzdt/t1.html ×1 / 一种页面模板共1页的底部功能区未加挂党政机关网站标识
        "#]],
    );
    says(
        &web().everywhere(PARTY_MARK, r#"<img src="/images/001.gif">"#),
        "party-mark-missing",
        &expect![[r#"
            Suspected P-21 / / ×5 / 全站5页的底部功能区均未加挂党政机关网站标识（可能以图片展示，需人工认定）
        "#]],
    );
}

#[test]
fn tags_are_asked_of_the_pages_that_must_carry_them() {
    says(
        &web().everywhere("SiteIDCode", "site-id"),
        "meta-missing",
        &expect![[r#"
            Certain P-23 / / ×5 / 全站5页，缺少网站标签：SiteIDCode（全部）
        "#]],
    );
    // Names in other letters are the same; an empty value is none.
    let web = web()
        .everywhere("SiteName", "sitename")
        .on(
            "/gzdt/",
            "ColumnType\" content=\"工作动态",
            "ColumnType\" content=\" ",
        )
        .on("/gzdt/t1.html", "ContentSource", "source");
    says(
        &web,
        "meta-missing",
        &expect![[r#"
            Suspected P-23 / /gzdt/ ×1 / 栏目页3页，缺少栏目标签：ColumnType（1页）（标签清单待核，需人工认定）
            Suspected P-23 / /gzdt/t1.html ×1 / 文章页1页，缺少内容页标签：ContentSource（全部）（标签清单待核，需人工认定）
        "#]],
    );
}

#[test]
fn a_window_without_header_and_footer_must_not_carry_tags() {
    let mut web = web();
    web.pages
        .push(("/pop.html", "<html><body><p>公告</p></body></html>".to_owned()));
    says(&web, "meta-missing", &expect![]);
}

#[test]
fn the_entry_names_this_site_in_all_its_forms() {
    let entry = |form: &str| web().everywhere(ENTRY, form).check("report-entry-wrong");
    for right in [
        r#"<script id="_jiucuo_" sitecode="9901000001" src="https://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script>"#,
        r#"<script id="_jiucuo_" sitecode="9901000001" src="/js/jiucuo.js"></script>"#,
        r#"<div data-setting="{sitecode:'9901000001'}"><img src="/images/jiucuo.png"></div>"#,
        r#"<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001&amp;url=http%3A%2F%2Fwww.qingchuan.gov.cn%2Fgzdt%2F">我为政府网站找错</a>"#,
        r#"<a href="https://zfwzzc.www.gov.cn/check_web/errorInfo/jcInfo/8f14e45f-1">我为政府网站找错</a>"#,
    ] {
        assert_eq!(entry(right), "", "{right}");
        let missing = web().everywhere(ENTRY, right).check("report-entry-missing");
        assert_eq!(missing, "", "{right}");
    }
    expect![[r#"
        Suspected P-21 / / ×5 / “我为政府网站找错”入口有误：url参数指向www.yunling.gov.cn，不是本网站的页面，需人工核对（共5页）
    "#]]
    .assert_eq(&entry(r#"<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001&amp;url=http%3A%2F%2Fwww.yunling.gov.cn%2F">我为政府网站找错</a>"#));
    expect![[r#"
        Certain P-21 / / ×5 / “我为政府网站找错”入口有误：链接指向已停用的旧地址121.43.68.40（共5页）
    "#]]
    .assert_eq(&entry(r#"<script id="_jiucuo_" sitecode="9901000001" src="http://121.43.68.40/exposure/jiucuo.js"></script>"#));
    expect![[r#"
        Certain P-21 / / ×5 / “我为政府网站找错”入口有误：链接指向已停用的旧地址121.40.115.217（共5页）
    "#]]
    .assert_eq(&entry(r#"<a href="http://121.40.115.217:9080/check_web/errorInfo/jcInfoNew?site_code=9901000001">我为政府网站找错</a>"#));
    expect![[r#"
        Certain P-21 / / ×5 / “我为政府网站找错”入口有误：所带网站标识码为9901000009，登记为9901000001（共5页）
    "#]]
    .assert_eq(&entry(r#"<div data-setting="{sitecode:'9901000009'}"><img src="/images/jiucuo.png"></div>"#));
}

#[test]
fn record_numbers_lead_to_the_registries() {
    says(
        &web().everywhere("https://beian.miit.gov.cn/", "http://www.miitbeian.gov.cn/"),
        "form-irregular",
        &expect![[r#"
            Suspected  / / ×5 / 备案标识形式不规范：ICP备案编号的链接指向www.miitbeian.gov.cn，应为beian.miit.gov.cn（共5页）
        "#]],
    );
    says(
        &web().everywhere("示公网安备99010002000001号", "示公网安备9901000200001号"),
        "form-irregular",
        &expect![[r#"
            Suspected  / / ×5 / 备案标识形式不规范：公安机关备案号“示公网安备9901000200001号”应为14位数字，现为13位（共5页）
        "#]],
    );
    // A link to the ministry beside the number is none of the number.
    let beside = r#"<a href="https://www.miit.gov.cn/">工业和信息化部</a><p>示公网安备"#;
    says(
        &web().everywhere(
            "<p><img src=\"/images/gongan.png\" alt=\"公安备案图标\">示公网安备",
            beside,
        ),
        "form-irregular",
        &expect![],
    );
}

#[test]
fn header_and_footer_by_script_are_not_measured() {
    let script = |file: &str| format!(r#"<script src="{file}"></script>"#);
    let footer = web().everywhere(crate::web::FOOTER, &script("/js/footer.js"));
    for rule in [
        "party-mark-missing",
        "report-entry-missing",
        "site-code-missing",
        "icp-missing",
        "police-record-missing",
        "sponsor-missing",
    ] {
        assert_eq!(
            footer.check(rule),
            "未能检测  / / / 一种页面模板共5页的底部功能区由脚本或框架加载，未能检测\n",
            "{rule}"
        );
    }
    // A library with another name writes no footer.
    let library = web().everywhere(crate::web::FOOTER, &script("/js/jquery.min.js"));
    assert!(library.check("icp-missing").starts_with("Certain"));
    let header = web().everywhere(
        r#"<div class="header"><div class="logo"><h1>青川市人民政府</h1></div></div>"#,
        r##"<div id="header"></div><script>$("#header").load("/inc/header.html")</script>"##,
    );
    says(
        &header,
        "site-name-missing",
        &expect![[r#"
            未能检测  / / / 一种页面模板共5页的头部标识区由脚本或框架加载，未能检测
        "#]],
    );
}
