//! `channel-blank`: a channel without a single item.

use xunwang_domain::facts::SiteCase;
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::standard::Standard;

use super::channel;
use crate::registry::Rule;
use crate::report::RuleReport;
use crate::verdict::{ChannelVerdict, channel_verdict, not_measured_reason};

pub(crate) const RULE: Rule = Rule {
    code: RuleCode("channel-blank"),
    title: "空白栏目",
    document: "\
## 检查什么

栏目页打得开，却一条信息也没有。

## 为什么

公众点进栏目一无所获；空白栏目达到数量的按单项否决处理。

## 对应指标

单项否决 WV4-3“栏目不更新”：空白栏目超过(含)5个。

## 怎样认定

栏目首页正常打开、内容不靠脚本生成，而列表中没有条目的，认定为空白。\
内容在未采集的内嵌网页里、页面称已迁移、首页没有条目而后续页有、页面称“共N条”的，不是空白，为未能检测。\
空白栏目不再计入更新不及时。

## 示例

- 不合格：“图片新闻”栏目页只有栏目标题，或只写着“暂无信息”。
- 合格：栏目里有一条信息，哪怕发布多年。
- 未能检测：页面显示“数据加载中”，条目由脚本从接口取得；栏目页没有打开。

## 怎样整改

补充信息，或者把空白栏目归并、下线；内容放在别处的，让栏目页直接列出那些信息。
",
    check,
};

fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let mut report = RuleReport::default();
    for facts in &case.facts.channels {
        match channel_verdict(facts, case.as_of, standard) {
            ChannelVerdict::Blank => {
                let said = if facts.note.is_empty() {
                    String::new()
                } else {
                    format!("，{}", facts.note)
                };
                let message = format!("“{}”栏目（{}）没有任何信息{said}", facts.name, facts.kind.label());
                let certain = Certainty::Certain;
                report.findings.push(channel::finding(
                    RULE.code, facts, certain, message, case, standard,
                ));
            }
            // Items that are all too new leave the state then open, but the channel is not blank.
            ChannelVerdict::NotMeasured if facts.not_measured.is_some() => {
                let reason = not_measured_reason(facts).unwrap_or_default();
                report
                    .not_measured
                    .push(channel::not_measured(RULE.code, facts, reason, case, standard));
            }
            _ => {}
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use xunwang_domain::registry::ChannelKind;

    use crate::testing::scene;

    #[test]
    fn no_item_is_blank_and_one_old_item_is_not() {
        let scene = scene()
            .channel("图片新闻", ChannelKind::Other)
            .blank()
            .channel("工作动态", ChannelKind::News)
            .change(|channel| channel.items = 1)
            .latest("2015-01-01");
        expect![[r#"
            确定 WV4-3 Veto / /c00/ ×1 / “图片新闻”栏目（其他）没有任何信息
        "#]]
        .assert_eq(&scene.check("channel-blank"));
    }

    #[test]
    fn the_page_s_own_words_are_quoted() {
        let scene = scene()
            .channel("图片新闻", ChannelKind::Other)
            .blank()
            .change(|channel| channel.note = "页面称“暂无信息”".to_owned());
        expect![[r#"
            确定 WV4-3 Veto / /c00/ ×1 / “图片新闻”栏目（其他）没有任何信息，页面称“暂无信息”
        "#]]
        .assert_eq(&scene.check("channel-blank"));
    }

    #[test]
    fn contents_by_script_are_not_measured() {
        let scene = scene()
            .channel("要闻", ChannelKind::News)
            .blank()
            .unreadable("内容由脚本生成");
        expect![[r#"
            未能检测 WV4-3 / http://www.qingchuan.gov.cn/c00/ / 内容由脚本生成
        "#]]
        .assert_eq(&scene.check("channel-blank"));
    }
}
