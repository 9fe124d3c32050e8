//! Sites of real style without a defect: what tempts a machine, and no rule may say anything certain or suspected of it.

use xunwang_domain::finding::Finding;
use xunwang_rules::{check_site, guobanmihan_2019_19};

use crate::web::{Web, as_of, site, web};

/// A way to build header and footer, and something in the page that tempts a rule.
struct Style {
    name: &'static str,
    /// Before the header: scripts, hidden helpers.
    before: &'static str,
    header: &'static str,
    footer: &'static str,
    /// In the main part of every page.
    content: &'static str,
}

const HEADER: &str = crate::web::HEADER;
const FOOTER: &str = crate::web::FOOTER;

const STYLES: [Style; 14] = [
    Style {
        name: "text for screen readers and a hidden toolbar for the elderly",
        before: r##"<div id="barrierfree_container" style="display:none"><a href="#main" accesskey="1">跳转到主要内容</a><span>您已进入无障碍浏览模式，按下快捷键可朗读</span></div>
<a class="sr-only" style="position:absolute;left:-9999px" href="#main">跳过导航</a><div class="wza-toolbar" style="display:none"><button>放大</button><button>高对比度</button></div>"##,
        header: HEADER,
        footer: FOOTER,
        content: r##"<span style="position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden">读屏提示：以下为正文内容</span>"##,
    },
    Style {
        name: "a navigation for telephones that is hidden on the screen",
        before: "",
        header: r##"<div class="header"><div class="logo"><h1>青川市人民政府</h1></div><button class="menu-btn" aria-expanded="false"></button></div>
<div class="mobile-nav" style="display:none"><ul><li><a href="/">首页</a></li><li><a href="/gzdt/">工作动态</a></li><li><a href="/tzgg/">通知公告</a></li></ul></div>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/gzdt/">工作动态</a></li><li><a href="/tzgg/">通知公告</a></li><li><a href="/zcwj/">政策文件</a></li></ul></div>"##,
        footer: FOOTER,
        content: "",
    },
    Style {
        name: "links to addresses by number that belong to the office",
        before: "",
        header: HEADER,
        footer: FOOTER,
        content: r##"<p class="tools"><a href="http://203.0.113.20:8088/mail/">内部邮箱</a> <a href="http://203.0.113.21/oa/login.jsp">办公系统</a> <a href="https://203.0.113.22:9443/video">视频会议</a></p>"##,
    },
    Style {
        name: "a script that asks for the browser and leads telephones elsewhere",
        before: r##"<script>var ua=navigator.userAgent.toLowerCase();if(/android|iphone|mobile/.test(ua)&&location.search.indexOf("pc")<0){location.href="http://m.qingchuan.gov.cn/";}
if(/msie [678]/.test(ua)){document.write("<p>您的浏览器版本过低</p>");}</script>"##,
        header: HEADER,
        footer: FOOTER,
        content: "",
    },
    Style {
        name: "the name in a picture with its text",
        before: "",
        header: r##"<div class="header"><a href="/"><img src="/images/logo.png" alt="青川市人民政府门户网站" width="420"></a></div>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/gzdt/">工作动态</a></li><li><a href="/tzgg/">通知公告</a></li><li><a href="/zcwj/">政策文件</a></li></ul></div>"##,
        footer: FOOTER,
        content: "",
    },
    Style {
        name: "marks split over several elements",
        before: "",
        header: r##"<div class="header"><div class="logo"><h1><span>青川市</span><b>人民</b><i>政府</i></h1></div></div>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/gzdt/">工作动态</a></li><li><a href="/tzgg/">通知公告</a></li><li><a href="/zcwj/">政策文件</a></li></ul></div>"##,
        footer: r##"<div class="footer"><p><span>主办单位</span><span>：</span><span>青川市人民政府办公室</span></p>
<p><span>网站</span><span>标识码</span>：<b>9901</b><b>000001</b></p><p><a href="https://beian.miit.gov.cn/"><span>示ICP备</span><span>12345678</span><span>号-1</span></a></p>
<p>示公网安备<em>9901000</em><em>2000001</em>号</p><p><script id="_jiucuo_" sitecode="9901000001" src="https://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script></p>
<script src="https://dcs.conac.cn/js/99/010/0000/60000001/CA990100000600000010001.js"></script></div>"##,
        content: "",
    },
    Style {
        name: "full-width digits and spaced labels",
        before: "",
        header: HEADER,
        footer: r##"<div class="footer"><p>主　　办：青川市人民政府办公室</p><p>网站标识码：９９０１０００００１</p><p>示ＩＣＰ备１２３４５６７８号－１</p>
<p>示公网安备　９９０１０００２０００００１号</p><a href="https://bszs.conac.cn/sitename?method=show&amp;id=00112233445566778899AABBCCDDEEFF"><img src="/images/red.png"></a>
<a href="https://zfwzzc.www.gov.cn/check_web/errorInfo/jcInfo/8f14e45f-1"><img src="/images/jiucuo.png"></a></div>"##,
        content: "",
    },
    Style {
        name: "a footer that a script loads",
        before: "",
        header: HEADER,
        footer: r##"<div id="footer" class="footer"></div><script>$("#footer").load("/inc/footer.html");</script>"##,
        content: "",
    },
    Style {
        name: "a footer in a frame",
        before: "",
        header: HEADER,
        footer: r##"<iframe src="/common/bottom.html" width="100%" height="180" frameborder="0"></iframe>"##,
        content: "",
    },
    Style {
        name: "header and footer of tables",
        before: "",
        header: r##"<table width="1000" align="center"><tr><td><img src="/images/top.jpg" width="1000" height="150" alt="中国·青川"></td></tr></table>
<table width="1000" align="center" bgcolor="#cc0000"><tr><td><a href="/">首页</a></td><td><a href="/gzdt/">工作动态</a></td><td><a href="/tzgg/">通知公告</a></td><td><a href="/zcwj/">政策文件</a></td></tr></table>"##,
        footer: r##"<table width="1000" align="center" bgcolor="#eeeeee"><tr><td align="center">主办：青川市人民政府办公室　承办：青川市政务服务中心<br>网站标识码：9901000001　示ICP备12345678号-1<br>
<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=99010002000001"><img src="/images/ghs.png">示公网安备 99010002000001号</a><br>
<a href="http://bszs.conac.cn/sitename?method=show&amp;id=00112233445566778899AABBCCDDEEFF"><img src="/images/blue.png"></a>
<a href="javascript:void(0)" onclick="window.open('https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001&amp;url=http%3A%2F%2Fwww.qingchuan.gov.cn%2F')"><img src="/images/jiucuo.png"></a></td></tr></table>"##,
        content: "",
    },
    Style {
        name: "the entry as a function of the page",
        before: "",
        header: HEADER,
        footer: r##"<script>function Link(site_code){var url=window.top.location.href;window.open("https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code="+site_code+"&url="+encodeURIComponent(url));}</script>
<div class="footer"><p>版权所有：青川市人民政府办公室</p><p>政府网站标识码:9901000001</p><p>备案号：示ICP备12345678号</p><p>示公网安备99010002000001号</p>
<span id="_ideConac"></span><p><a href="javascript:void(0)" onclick="Link('9901000001')"><img src="/images/jiucuo.png" alt="我为政府网站找错"></a></p></div>"##,
        content: "",
    },
    Style {
        name: "a warning before a link leads away, and a picture that floats",
        before: r##"<div id="piaochuang" style="position:absolute;left:10px;top:200px"><a href="/zcwj/"><img src="/images/zt.gif" alt="主题专栏"></a><span onclick="hide()">关闭</span></div>"##,
        header: HEADER,
        footer: FOOTER,
        content: r##"<div id="outlink" style="display:none">您访问的链接即将离开“青川市人民政府”门户网站，是否继续？<a href="javascript:void(0)">继续访问</a><a href="javascript:void(0)">放弃</a></div>"##,
    },
    Style {
        name: "a page of grey days, a counter and old comments for old browsers",
        before: r##"<style>html{filter:grayscale(100%)}</style><!--[if lt IE 9]><div class="ie">请升级浏览器</div><a href="/dead/ie.html">旧版</a><![endif]-->"##,
        header: HEADER,
        footer: FOOTER,
        content: r##"<script>var _hmt=[];(function(){var s=document.createElement("script");s.src="//tongji.qingchuan.gov.cn/count.js";document.head.appendChild(s)})();</script><noscript><img src="/count.gif" alt=""></noscript>"##,
    },
    Style {
        name: "friendly links, a QR code and a site map before the marks",
        before: "",
        header: HEADER,
        footer: r##"<div class="friend"><h3>友情链接</h3><select onchange="window.open(this.value)"><option value="">市直部门</option><option value="http://jyj.qingchuan.gov.cn/">市教育局</option></select><a href="http://www.shili.gov.cn/">示例省人民政府</a></div>
<div class="footer"><div class="left"><a href="https://bszs.conac.cn/sitename?method=show&amp;id=00112233445566778899AABBCCDDEEFF"><img src="/images/dangzheng.png" alt="党政机关"></a></div>
<div class="mid"><p><a href="/map.html">网站地图</a> | <a href="/contact.html">联系我们</a> 电话：0000-12345</p><p>主办单位：青川市人民政府办公室　网站标识码：9901000001</p>
<p><a href="https://beian.miit.gov.cn/#/Integrated/index">示ICP备12345678号-1</a>　<a href="https://beian.mps.gov.cn/#/query/webSearch?code=99010002000001">示公网安备99010002000001号</a></p></div>
<div class="right"><img src="/images/ewm.png" alt="青川发布微信二维码"><a href="//zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=9901000001"><img src="/images/jiucuo.png" alt="我为政府网站找错"></a></div></div>"##,
        content: "",
    },
];

fn built(style: &Style) -> Web {
    let opening = r#"<div class="main">"#;
    web()
        .everywhere(HEADER, &format!("{}{}", style.before, style.header))
        .everywhere(FOOTER, style.footer)
        .everywhere(opening, &format!("{opening}{}", style.content))
}

#[test]
fn no_rule_says_anything_of_a_clean_site() {
    let site = site();
    let mut said = String::new();
    for style in &STYLES {
        let (facts, targets) = built(style).facts(&site);
        assert_eq!(facts.pages, 5, "{}", style.name);
        let case = xunwang_domain::facts::SiteCase {
            site: &site,
            as_of: as_of(),
            facts: &facts,
            targets: &targets,
            links: &xunwang_domain::targets::LinkFacts::default(),
            texts: Some(&xunwang_domain::texts::TextFacts {
                originals: 1,
                ..Default::default()
            }),
            certificate: None,
            observed_at: as_of(),
        };
        let line = |finding: &Finding| format!("{}: {} {}\n", style.name, finding.rule, finding.message);
        let report = check_site(&case, &guobanmihan_2019_19(), None);
        said.extend(report.findings.iter().map(line));
    }
    assert_eq!(said, "");
}

#[test]
fn a_footer_by_script_is_said_to_be_not_measured() {
    for style in STYLES
        .iter()
        .filter(|style| style.name.starts_with("a footer that") || style.name.starts_with("a footer in"))
    {
        let said = built(style).check("icp-missing");
        assert!(
            said.contains("由脚本或框架加载，未能检测"),
            "{}: {said}",
            style.name
        );
    }
}
