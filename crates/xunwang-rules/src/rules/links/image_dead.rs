//! `image-dead`: a picture that does not show.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::targets::TargetRole;

use super::target;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("image-dead"),
    title: "图片失效",
    document: "\
## 检查什么

页面上的图片能不能显示，样式表和背景属性中引用的图片也在内。

## 为什么

图片打不开，页面上留下空白或破图，首页横幅、滚动图片尤其显眼。

## 对应指标

扣分指标 P-22“可用性”（预览，未经确认）：首页带有的每个扣0.1分，只在其他页面的每个扣0.01分。

## 怎样认定

以 GET 请求为准，首次失败后隔一段时间再看一次，两次都失败才认定。失效指：域名不存在、拒绝连接、超过15秒没有应答、\
404、410、5xx、循环跳转。401、403、405、429、证书有误、跳转超过两次的为存疑，只列入链接清单；\
要求人机验证的（412、521、带验证的403）为未能检测。同一目标不论出现在多少页面，只算一个，列出全部位置。

## 示例

- 不合格：“信用动态”栏目的滚动图片返回404。
- 合格：图片正常返回。
- 未能检测：图片所在主机要求人机验证，返回521。

## 怎样整改

重新上传图片，或者改正图片地址；不再使用的滚动图片、横幅请从模板里删去。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    target::check(RULE.code, TargetRole::Image, "图片", case, standard)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::exchange::TargetClass;
    use xunwang_domain::facts::PageRegion;
    use xunwang_domain::registry::ChannelKind;
    use xunwang_domain::targets::TargetRole;

    use crate::testing::scene;

    #[test]
    fn only_its_own_role_is_reported() {
        let at = ("http://www.qingchuan.gov.cn/c00/", PageRegion::Carousel);
        let scene = [TargetRole::Link, TargetRole::Image, TargetRole::Attachment]
            .into_iter()
            .fold(
                scene().channel("信用动态", ChannelKind::News),
                |scene, role| {
                    let address = format!("http://www.qingchuan.gov.cn/{role:?}");
                    scene.target(&address, role, ("410", TargetClass::Broken), at, 3)
                },
            );
        expect![[r#"
            确定 P-22 Deduct / /c00/ ×3 / 图片失效（410，2次查看均如此）：“信用动态”栏目滚动图片等3处
        "#]]
        .assert_eq(&scene.check("image-dead"));
        let challenged = ("521", TargetClass::NotMeasured);
        let scene = scene.target("http://b.example/", TargetRole::Image, challenged, at, 1);
        assert!(
            scene
                .check("image-dead")
                .contains("未能检测 - / http://b.example/")
        );
    }

    #[test]
    fn what_opens_is_no_finding() {
        let at = ("http://www.qingchuan.gov.cn/", PageRegion::Body);
        let scene = scene().target(
            "http://b.example/",
            TargetRole::Image,
            ("200", TargetClass::Ok),
            at,
            1,
        );
        assert_eq!(scene.check("image-dead"), "");
    }
}
