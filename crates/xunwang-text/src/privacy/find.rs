//! What must not be published (个人信息泄露): the rule `privacy-leak` for texts.

use super::datum::masked;
use super::recognise::Recogniser;
use crate::{Hit, HitClass};

/// What is looked for, why, and how it is decided, for the office.
pub const DOCUMENT: &str = "\
## 检查什么

公开的正文和附件里的居民身份证号、银行卡号、护照号、军官证号、家庭住址，以及与这些信息或者补助、救助名单在一起的个人手机号。

## 为什么

公示名单、处罚决定、留言答复泄露个人信息，违反《个人信息保护法》《政府信息公开条例》，要立即处理。

## 怎样认定

- 身份证号：18位，地区、出生日期、校验码都对；前面写着“身份证”或者表格该列是身份证号的，为确定，其余为疑似；\
前面写着编号、订单、信用代码的不报；15位旧号只在写明时报。
- 手机号：与身份证号、住址在同一行，或者在有身份证号、住址、户主、补助金额等列的名单里，为疑似。\
咨询、值班、监督、投诉、报名、联系人电话是公开的联系方式，不报；有职务、单位、责任人等列的名单不报。
- 银行卡号：发卡行识别码、长度、校验位都对，并且写着卡号、账号；公司、机关等单位账户不报。
- 护照、军官证：前面写明才看。住址：写着家庭住址、住址等，有门牌号，并且说的是一个人。
- 已经遮盖的（138****1234）不报。提示和证据里一律遮盖。
- 统一社会信用代码、文号、网址里的数字不报。

## 示例

- 报告：张某，身份证号35010219900307123X（校验码正确），住址示例市示例路8号201室。
- 不报告：咨询电话：13800001234（李某）。
";

/// Personal data in `text` that should not stand in public, by place (个人信息泄露).
///
/// A line is a paragraph or the row of a table, whose cells are parted by tabs. [`Hit::wrong`], [`Hit::right`] and the
/// message are masked.
pub fn find(text: &str) -> Vec<Hit> {
    let data = Recogniser::new(text).strict();
    data.into_iter()
        .filter_map(|datum| {
            let (score, certainty) = datum.leak?;
            let shown = masked(datum.kind, &text[datum.span.clone()]);
            let (name, title) = datum.kind.names();
            Some(Hit {
                wrong: shown.clone(),
                right: vec![shown.clone()],
                class: HitClass::Privacy,
                basis: format!("privacy:{name}"),
                score,
                certainty,
                message: format!("公开了{title}（{shown}），请立即删去或遮盖后重新发布。"),
                span: datum.span,
            })
        })
        .collect()
}
