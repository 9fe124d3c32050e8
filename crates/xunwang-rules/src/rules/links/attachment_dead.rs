//! `attachment-dead`: a file that cannot be downloaded.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::RuleCode;
use xunwang_domain::standard::Standard;
use xunwang_domain::targets::TargetRole;

use super::target;
use crate::registry::Rule;
use crate::report::RuleReport;

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("attachment-dead"),
    title: "附件失效",
    document: "\
## 检查什么

文章和栏目提供下载的附件能不能打开。

## 为什么

表格、文件下载不了，公众就办不成事，公开的内容也就不完整。

## 对应指标

扣分指标 P-22“可用性”（预览，未经确认）：首页带有的每个扣0.1分，只在其他页面的每个扣0.01分。

## 怎样认定

以 GET 请求为准，首次失败后隔一段时间再看一次，两次都失败才认定。失效指：域名不存在、拒绝连接、超过15秒没有应答、\
404、410、5xx、循环跳转，内容为空、是网页或图片而不是所称的文件，或者压缩格式（docx、xlsx、zip等）的文件不完整\
（缺少结尾的目录；只看64 KB以内、读取完整的文件）。401、403、405、429、证书有误、跳转超过两次的为存疑，只列入链接清单；\
要求人机验证的（412、521、带验证的403）为未能检测。同一目标不论出现在多少页面，只算一个，列出全部位置。

## 示例

- 不合格：公示文章的附件“名单.xlsx”返回404。
- 合格：附件正常返回，哪怕超过采集大小限制。
- 未能检测：附件所在主机用的安全连接协议本程序不支持。

## 怎样整改

重新上传附件并改正链接；网站迁移后附件成批失效的，检查附件目录是否一并迁移。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    target::check(RULE.code, TargetRole::Attachment, "附件", case, standard)
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
            确定 P-22 Deduct / /c00/ ×3 / 附件失效（410，2次查看均如此）：“信用动态”栏目滚动图片等3处
        "#]]
        .assert_eq(&scene.check("attachment-dead"));
        let challenged = ("521", TargetClass::NotMeasured);
        let scene = scene.target("http://b.example/", TargetRole::Attachment, challenged, at, 1);
        assert!(
            scene
                .check("attachment-dead")
                .contains("未能检测 - / http://b.example/")
        );
    }

    #[test]
    fn what_opens_is_no_finding() {
        let at = ("http://www.qingchuan.gov.cn/", PageRegion::Body);
        let scene = scene().target(
            "http://b.example/",
            TargetRole::Attachment,
            ("200", TargetClass::Ok),
            at,
            1,
        );
        assert_eq!(scene.check("attachment-dead"), "");
    }
}
