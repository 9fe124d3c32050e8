//! The public page of an article of WeChat: who, when, or why nothing is there.

use xunwang_media::{ArticleState, read_article};

fn page(more: &str) -> String {
    format!(
        r#"<!DOCTYPE html><html><head><meta property="og:title" content="全市&quot;政务公开&quot;工作会议召开" /></head><body>
<div class="rich_media_content js_underline_content" id="js_content" style="visibility: hidden;"><p>该内容已被发布者删除，这是文中引述。</p>
<img data-src="https://mmbiz.example/1.png" alt="会场图"></div>
<script type="text/javascript">
var biz = "MzAx" || ""; var user_name = "gh_1"; var nickname = htmlDecode("江口发布"); var ct = "1694655600"; {more}
</script></body></html>"#
    )
}

#[test]
fn an_article_says_who_published_it_and_when() {
    let ArticleState::Published(article) = read_article(&page("")) else {
        panic!()
    };
    assert_eq!(
        (article.account.as_str(), article.name.as_str()),
        ("gh_1", "江口发布")
    );
    assert_eq!(article.title, "全市\"政务公开\"工作会议召开");
    assert_eq!(article.published_at.to_string(), "2023-09-14 01:40:00 UTC");
    assert!(article.body.contains("alt=\"会场图\"") && !article.body.contains("user_name"));
}

#[test]
fn a_page_without_an_article_says_why_or_nothing() {
    let warned =
        |text: &str| format!(r#"<html><body><div class="weui-msg__title warn">{text}</div></body></html>"#);
    assert_eq!(
        read_article(&warned("该内容已被发布者删除")),
        ArticleState::Deleted
    );
    assert_eq!(
        read_article(&warned("此帐号已自主注销，内容无法查看")),
        ArticleState::Gone("已自主注销".to_owned())
    );
    assert_eq!(
        read_article(&warned("当前环境异常，完成验证后即可继续访问")),
        ArticleState::Hidden
    );
    assert_eq!(read_article("<html>404</html>"), ArticleState::Strange);
    assert_eq!(read_article(""), ArticleState::Strange);
    // Its moment is missing, or is none.
    let undated = page("").replace("var ct = \"1694655600\";", "var ct = \"soon\";");
    assert_eq!(read_article(&undated), ArticleState::Strange);
}
