//! The form of the head of a standard: title, document, days, update terms, scoring.

use chrono::NaiveDate;
use xunwang_domain::registry::ChannelKind;
use xunwang_domain::standard::{Head, Scoring, Term, Terms, Threshold, WithoutService};

use super::row::{cut, points};
use super::{FieldError, Wrong};

/// What is written of the head of a standard (基本信息表单): every field as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadForm {
    /// 标题
    pub title: String,
    /// 依据文件
    pub document: String,
    /// 生效日期
    pub from: String,
    /// 失效日期; empty: none.
    pub to: String,
    /// 首页更新期限
    pub home: String,
    /// 更新期限 of the kinds of channel, in the order of [`ChannelKind::ALL`]; empty: none.
    pub terms: [String; 7],
    /// 政务新媒体更新期限; empty: none.
    pub account: String,
    /// 扣分满分; with the next three empty, the standard does not score.
    pub deduction: String,
    /// 加分上限
    pub bonus: String,
    /// 不合格线
    pub fails: String,
    /// 加分线
    pub bonus_from: String,
    /// The 一级指标 that is skipped under SC-09; empty: none is.
    pub skips: String,
    /// Full marks without it.
    pub rest: String,
}

impl HeadForm {
    /// The form of a head that is there.
    pub fn of(head: &Head) -> Self {
        let text = |it: Option<String>| it.unwrap_or_default();
        let scoring = head.scoring.as_ref();
        let rest = scoring.and_then(|it| it.without_service.as_ref());
        let term = |kind| text(head.terms.of_kind(kind).map(|term| term.to_string()));
        Self {
            title: head.title.clone(),
            document: head.document.clone(),
            from: head.effective_from.to_string(),
            to: text(head.effective_to.map(|day| day.to_string())),
            home: head.terms.home.to_string(),
            terms: ChannelKind::ALL.map(term),
            account: text(head.terms.account.map(|term| term.to_string())),
            deduction: text(scoring.map(|it| it.deduction.to_string())),
            bonus: text(scoring.map(|it| it.bonus.to_string())),
            fails: text(scoring.map(|it| it.fails.to_string())),
            bonus_from: text(scoring.map(|it| it.bonus_from.to_string())),
            skips: text(rest.map(|it| it.skips.clone())),
            rest: text(rest.map(|it| it.deduction.to_string())),
        }
    }

    /// The head.
    ///
    /// # Errors
    /// Every field that cannot be taken, with what to do.
    pub fn read(&self) -> Result<Head, Vec<FieldError>> {
        let mut wrong = Wrong::default();
        let title = wrong.text("title", "标题", &self.title, 100, true);
        let document = wrong.text("document", "依据文件", &self.document, 100, true);
        let from = day("from", &self.from, &mut wrong);
        if from.is_none() && self.from.trim().is_empty() {
            wrong.say("from", "请填写生效日期");
        }
        let to = day("to", &self.to, &mut wrong);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            wrong.say("to", "失效日期不能早于生效日期");
        }
        let home = term("home", &self.home, &mut wrong);
        if home.is_none() && self.home.trim().is_empty() {
            wrong.say("home", "请填写首页的更新期限");
        }
        let mut channels = Vec::new();
        for (number, (kind, text)) in (1..).zip(ChannelKind::ALL.into_iter().zip(&self.terms)) {
            channels.extend(term(&format!("term{number}"), text, &mut wrong).map(|term| (kind, term)));
        }
        let account = term("account", &self.account, &mut wrong);
        let scoring = self.scoring(&mut wrong);
        let head = from.zip(home).map(|(effective_from, home)| Head {
            title,
            document,
            effective_from,
            effective_to: to,
            terms: Terms::new(home, channels).with_account(account),
            scoring,
        });
        wrong.end(head)
    }

    fn scoring(&self, wrong: &mut Wrong) -> Option<Scoring> {
        let fields = [
            &self.deduction,
            &self.bonus,
            &self.fails,
            &self.bonus_from,
            &self.skips,
            &self.rest,
        ];
        if fields.iter().all(|text| text.trim().is_empty()) {
            return None;
        }
        let mut number = |field: &str, name: &str, text: &str| {
            if text.trim().is_empty() {
                wrong.say(field, format!("请填写{name}；不评分的，请把计分各项都清空"));
            }
            points(field, text, wrong)
        };
        let deduction = number("deduction", "扣分满分", &self.deduction);
        let bonus = number("bonus", "加分上限", &self.bonus);
        let fails = border("fails", &self.fails, wrong);
        let bonus_from = border("bonus_from", &self.bonus_from, wrong);
        let without_service = self.without_service(deduction, wrong);
        Some(Scoring {
            deduction: deduction?,
            bonus: bonus?,
            fails: fails?,
            bonus_from: bonus_from?,
            without_service,
        })
    }

    fn without_service(
        &self,
        full: Option<xunwang_domain::standard::Hundredths>,
        wrong: &mut Wrong,
    ) -> Option<WithoutService> {
        let skips = wrong.text("skips", "不计的一级指标", &self.skips, 40, false);
        let deduction = points("rest", &self.rest, wrong);
        if skips.is_empty() != self.rest.trim().is_empty() {
            wrong.say("rest", "不计的一级指标和此时的满分要么都填写，要么都清空");
        }
        if deduction.zip(full).is_some_and(|(rest, full)| rest > full) {
            wrong.say("rest", "此时的满分不能超过扣分满分");
        }
        (!skips.is_empty()).then_some(())?;
        Some(WithoutService {
            skips,
            deduction: deduction?,
        })
    }
}

fn day(field: &str, text: &str, wrong: &mut Wrong) -> Option<NaiveDate> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let wording = || format!("日期“{}”写法不对，应为 2023-09-15 的样子", cut(text));
    wrong.or(field, text.parse().ok(), wording)
}

fn term(field: &str, text: &str, wrong: &mut Wrong) -> Option<Term> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let wording = || format!("期限“{}”看不懂，请写成 14天、2周、6个月 或 1年", cut(text));
    wrong.or(field, Term::parse(text), wording)
}

fn border(field: &str, text: &str, wrong: &mut Wrong) -> Option<Threshold> {
    let wording = || format!("“{}”看不懂，请写成 低于60 或 高于80", cut(text));
    wrong.or(field, Threshold::parse(text.trim()), wording)
}
