//! What answers say (答复用语): promises, assurances, results, dates, thanks, reasons.

use std::sync::LazyLock;

use regex::Regex;

/// A pattern that is compiled once; one that does not compile matches nothing, and the tests would see it.
macro_rules! pattern {
    ($pattern:expr) => {{
        static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($pattern).ok());
        PATTERN.as_ref()
    }};
}

/// Sentences, without what divides them.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '；', ';', '！', '!', '？', '?', '\n'])
        .map(str::trim)
        .filter(|one| !one.is_empty())
}

/// What is left of a text without greetings and thanks, clause by clause.
pub(super) fn substance(text: &str) -> Vec<&str> {
    sentences(text)
        .flat_map(|sentence| without_greeting(sentence).split(['，', ',']))
        .map(|clause| without_greeting(clause.trim()))
        .filter(|clause| !clause.is_empty() && !is_courtesy(clause))
        .collect()
}

/// A phrase that promises, e.g. `尽快处理`.
pub(super) fn promise(sentence: &str) -> Option<&str> {
    let found = pattern!(concat!(
        r"(?:尽快|尽早|抓紧|及时|近期|马上|立即|第一时间)(?:予以|进行|安排|组织|协调|将)?(?:处理|整改|修复|核实|修改|更正|更新|回复|答复|解决|完善|办理|排查|优化|反馈)",
        r"|正在(?:\p{Han}{0,6})?(?:核实|处理|整改|修复|协调|排查|办理|修改|完善|优化|升级|研究|跟进|联系)",
        r"|(?:下一步|后续|今后|我们)?将(?:\p{Han}{0,8})(?:处理|整改|修复|修改|更正|更新|完善|优化|改进|跟进|研究)",
        r"|已(?:经)?(?:转|转交|转办|反馈|通知|要求|督促|联系|安排|责成|交由|上报)(?:给|至|到)?\p{Han}{0,16}(?:处理|整改|修复|核实|办理|部门|单位|人员|修改|更正)",
    ))?;
    found.find(sentence).map(|found| found.as_str())
}

/// A phrase that assures, e.g. `高度重视`.
pub(super) fn assurance(sentence: &str) -> Option<&str> {
    let found = pattern!(
        r"高度重视|认真研究|认真对待|引以为戒|举一反三|进一步(?:加强|规范|完善|提升|强化)\p{Han}{0,10}|加强(?:网站)?(?:管理|审核|维护|监管|内容审核)|严格落实|杜绝(?:此类|类似)"
    )?;
    found.find(sentence).map(|found| found.as_str())
}

/// Does the answer tell a result: changed, restored, working?
pub(super) fn has_result(text: &str) -> bool {
    says_mended(text) || says_alive(text) || says_gone(text)
        || pattern!(r"(?:已(?:经)?|均已|现已|目前已)\p{Han}{0,6}(?:回复|答复|办结|公布|公开|发布|合并|补发)|不存在|无误|一致|不属于|正常显示|为正确")
            .is_some_and(|result| result.is_match(text))
}

/// Does the answer say that something was changed (称已修改)? `已安排人员修复` and `尚未修改` do not.
pub fn says_mended(text: &str) -> bool {
    const OTHERS: [&str; 14] = [
        "安排", "要求", "通知", "督促", "转", "联系", "协调", "组织", "着手", "开始", "责成", "部署", "报",
        "提交",
    ];
    let Some(mended) = pattern!(
        r"(?:已(?:经)?|均已|现已|业已)(?P<between>[^，。；！\n]{0,16}?)(?:修改|更正|改正|修正|订正|更换|替换|改为|恢复|修复|更新|补充|完善|调整|解决|整改|优化|纠正|上传|补发)|(?:修改|更正|整改|修复|更新|调整|处理)(?:完毕|完成|到位)|完成(?:了)?(?:修改|更正|整改|修复|更新)"
    ) else {
        return false;
    };
    mended.captures_iter(text).any(|found| {
        let between = found.name("between").map_or("", |between| between.as_str());
        let start = found.get(0).map_or(0, |whole| whole.start());
        let denied = text[..start].ends_with(['未', '尚', '没']) || text[..start].ends_with("没有");
        !denied && !OTHERS.iter().any(|word| between.contains(word))
    })
}

/// Does the answer say that it can be opened or used (称可以访问)?
pub fn says_alive(text: &str) -> bool {
    pattern!(r"(?:可以?|能够?|均可|恢复)(?:正常)?(?:访问|打开|浏览|使用|下载|登录|显示|查看|查询|办理|提交)|(?:访问|运行|显示|使用|功能|打开|下载)(?:均|都|一切|已)?(?:恢复)?正常")
        .is_some_and(|alive| {
            alive.find_iter(text).any(|found| {
            let before = &text[..found.start()];
            let clause = before.rsplit(['。', '，', '；', '\n']).next().unwrap_or(before);
            let to_come = ["将", "预计", "争取", "待", "前"].iter().any(|word| clause.contains(word));
            !to_come && !before.ends_with(['不', '未', '无', '法']) && !before.ends_with("不能")
        })
        })
}

/// Does the answer say that the page was taken away on purpose (称已撤下)?
pub fn says_gone(text: &str) -> bool {
    pattern!(r"已(?:经)?\p{Han}{0,8}(?:删除|撤下|下线|撤销|关闭|下架|停用|取消|迁移|注销|屏蔽)|(?:失效|过期|作废)(?:后)?已")
        .is_some_and(|gone| gone.is_match(text))
}

/// Does a sentence of the answer name a day until which something will be done?
pub(super) fn names_deadline(text: &str) -> bool {
    sentences(text).any(has_deadline)
}

/// Does the sentence name a day until which something will be done? The day of the message is none.
fn has_deadline(sentence: &str) -> bool {
    pattern!(
        r"(?:\d{4}\s?年)?\d{1,2}\s?月\d{1,2}\s?[日号]|\d{1,2}\s?月底|\d{4}[-./]\d{1,2}[-./]\d{1,2}|(?:\d+|[一二三四五六七八九十]+)个?(?:工作日|小时|天|日|周)(?:内|之内|左右)|今[日天]|明[日天]|本[周月]|下周[一二三四五六日]?|月底前|年底前"
    )
    .is_some_and(|date| {
        date.find_iter(sentence).any(|found| {
            let after: String = sentence[found.end()..].chars().take(6).collect();
            !["反映", "提交", "留言", "来信", "收到", "提出", "反馈"].iter().any(|word| after.contains(word))
        })
    })
}

/// A sentence of greeting, thanks or goodbye.
fn is_courtesy(sentence: &str) -> bool {
    pattern!(
        r"^(?:(?:尊敬的|亲爱的)\p{Han}{0,8}|\p{Han}{0,8}(?:您好|你好))[：:]?$|^\p{Han}{0,2}(?:请|敬请)?(?:知悉|谅解|耐心等待)$|^(?:非常|十分|衷心|再次)?(?:感谢|谢谢)|^(?:欢迎|祝您?|此复|特此|敬请|期待|如有(?:其他|疑问|任何))|(?:留言|来信|反映|建议|意见|反馈)(?:我们|我单位|我局|我办|本站)?(?:已经?)?(?:收到|收悉|知悉)$|^(?:感谢|谢谢).*(?:关注|支持|监督)"
    )
    .is_some_and(|courtesy| courtesy.is_match(sentence) && !has_result(sentence))
}

/// A greeting at the head of a sentence, which is no substance.
fn without_greeting(sentence: &str) -> &str {
    pattern!(r"^(?:尊敬的\p{Han}{1,6}[：:，,\s]*)?(?:您好|你好|网民)?[：:，,！!\s]*")
        .and_then(|greeting| greeting.find(sentence))
        .map_or(sentence, |found| &sentence[found.end()..])
}

/// Does the answer give a reason or say what was checked?
pub(super) fn has_reason(text: &str) -> bool {
    pattern!(
        r"因为?\p{Han}|由于|原因|所致|根据|依据|按照|依照|规定|系(?:因|由|您)|属于|不属于|不在.{0,12}范围|与.{1,30}一致|重复|缓存|浏览器|网络(?:环境|波动|问题)|原文|出处|正确(?:写法|用法)|应为|测试|截图|第.{1,6}条|不是.{0,10}网站|非.{0,10}网站|主办|请(?:您)?(?:到|向|通过|登录|拨打|提供|补充)|已于|位于"
    )
    .is_some_and(|reason| reason.is_match(text))
        || says_alive(text)
}

/// Web addresses in an answer (答复中的网址), at most ten, as written.
pub fn addresses(text: &str) -> Vec<&str> {
    let found = pattern!(r"https?://[A-Za-z0-9][!-~]*")
        .into_iter()
        .flat_map(|address| address.find_iter(text));
    found
        .map(|found| {
            found
                .as_str()
                .trim_end_matches([',', '.', ';', ')', '"', '\'', '>', ']'])
        })
        .take(10)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_told_from_a_promise() {
        assert!(says_mended("该处文字已于9月15日修改"));
        assert!(says_mended("整改完毕"));
        assert!(!says_mended("已安排技术人员修复") && !says_mended("尚未完善"));
        assert!(
            says_alive("页面现可正常访问") && !says_alive("该页面不能访问") && !says_alive("无法正常访问")
        );
        assert!(promise("我们将尽快处理").is_some() && promise("已更正").is_none());
        assert!(has_deadline("将于9月20日前修改") && has_deadline("3个工作日内答复"));
        assert!(!has_deadline("您9月1日反映的问题正在核实"));
        assert!(is_courtesy("感谢您对政府网站的关注和支持") && is_courtesy("您好"));
        assert!(!is_courtesy("感谢您的反映，该页面已更正") && !is_courtesy("今后按月更新"));
    }
}
