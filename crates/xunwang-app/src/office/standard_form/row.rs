//! The form of one indicator.

use xunwang_domain::registry::ChannelKind;
use xunwang_domain::standard::{
    Automation, Counted, Hundredths, Indicator, IndicatorKind, Measure, Provenance, Scope, Term, Threshold,
};

use super::{CONFIDENCES, FieldError, Wrong, countable_rules};

/// What is written of an indicator (指标表单): every field as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowForm {
    /// 编号
    pub id: String,
    /// 一级指标
    pub group: String,
    /// 二级指标
    pub title: String,
    /// 评分细则
    pub wording: String,
    /// 性质: veto, deduction, bonus.
    pub kind: String,
    /// 认定方式: F, S, H.
    pub automation: String,
    /// 适用范围: all, portal, `public_service`.
    pub scope: String,
    /// 检查期限
    pub window: String,
    /// 分值
    pub points: String,
    /// 计算方式: count, share, every, each, sampled, manual.
    pub by: String,
    /// 阈值, of count, share and every.
    pub threshold: String,
    /// 抽查数量, of sampled.
    pub sample: String,
    /// 计数对象; those without a rule are empty lines.
    pub counted: Vec<CountedForm>,
    /// 依据
    pub source: String,
    /// 可信度
    pub confidence: String,
}

/// What is written of a rule that an indicator counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedForm {
    /// 规则
    pub rule: String,
    /// 栏目类别, with 、 between.
    pub channels: String,
    /// 一级栏目: yes, no or empty.
    pub first_level: String,
    /// 首页: yes, no or empty.
    pub home: String,
    /// 每个分值
    pub points: String,
}

/// Most points of a row.
const MOST_POINTS: Hundredths = Hundredths(100_000);
/// Most rules that a row counts.
pub(super) const MOST_COUNTED: usize = 40;

impl RowForm {
    /// The form of a row that is there.
    pub fn of(row: &Indicator) -> Self {
        let (threshold, sample) = match &row.measure {
            Measure::Count { threshold, .. } => (threshold.to_string(), String::new()),
            Measure::Share { threshold, .. } => (format!("{threshold}%"), String::new()),
            Measure::Every { total, .. } => (total.to_string(), String::new()),
            Measure::Sampled { sample, .. } => (String::new(), sample.to_string()),
            Measure::Each { .. } | Measure::Manual => (String::new(), String::new()),
        };
        let counted = row.measure.counted().unwrap_or_default();
        Self {
            id: row.id.clone(),
            group: row.group.clone(),
            title: row.title.clone(),
            wording: row.wording.clone(),
            kind: row.kind.word().to_owned(),
            automation: row.automation.word().to_owned(),
            scope: row.scope.word().to_owned(),
            window: row.window.map(|it| it.to_string()).unwrap_or_default(),
            points: row.points.map(|it| it.to_string()).unwrap_or_default(),
            by: row.measure.word().to_owned(),
            threshold,
            sample,
            counted: counted.iter().map(CountedForm::of).collect(),
            source: row.provenance.source.clone(),
            confidence: row.provenance.confidence.clone(),
        }
    }

    /// The row, unconfirmed.
    ///
    /// # Errors
    /// Every field that cannot be taken, with what to do.
    pub fn read(&self) -> Result<Indicator, Vec<FieldError>> {
        let mut wrong = Wrong::default();
        let id = self.id.trim().to_owned();
        if !is_id(&id) {
            wrong.say("id", "编号应为1到20个字母、数字或连字符，以字母开头，例如 P-27");
        }
        let chosen = |name: &'static str| move || format!("请选择{name}");
        let kind = wrong.or("kind", IndicatorKind::of_word(&self.kind), chosen("性质"));
        let automation = wrong.or(
            "automation",
            Automation::of_word(&self.automation),
            chosen("认定方式"),
        );
        let scope = wrong.or("scope", Scope::of_word(&self.scope), chosen("适用范围"));
        let is_scored = kind.is_some_and(|kind| kind != IndicatorKind::Veto);
        let group = wrong.text("group", "一级指标", &self.group, 40, is_scored);
        let title = wrong.text("title", "二级指标", &self.title, 60, true);
        let wording = wrong.text("wording", "评分细则", &self.wording, 1000, true);
        let source = wrong.text("source", "依据", &self.source, 300, true);
        let confidence = self.confidence.trim();
        if !CONFIDENCES.iter().any(|(code, _)| *code == confidence) {
            wrong.say("confidence", "请选择可信度");
        }
        let window = self.window(&mut wrong);
        let points = points("points", &self.points, &mut wrong);
        if points.is_some() && kind == Some(IndicatorKind::Veto) {
            wrong.say("points", "单项否决没有分值，请清空");
        }
        let measure = self.measure(kind, &mut wrong);
        let row = (|| {
            Some(Indicator {
                id,
                group,
                title,
                wording,
                kind: kind?,
                automation: automation?,
                scope: scope?,
                window,
                points,
                measure: measure?,
                provenance: Provenance {
                    source,
                    confidence: confidence.to_owned(),
                    confirmed: false,
                    confirmed_by: String::new(),
                    confirmed_on: None,
                    document: String::new(),
                },
            })
        })();
        wrong.end(row)
    }

    fn window(&self, wrong: &mut Wrong) -> Option<Term> {
        let text = self.window.trim();
        if text.is_empty() {
            return None;
        }
        let wording = || format!("期限“{}”看不懂，请写成 14天、2周、6个月 或 1年", cut(text));
        wrong.or("window", Term::parse(text), wording)
    }

    fn measure(&self, kind: Option<IndicatorKind>, wrong: &mut Wrong) -> Option<Measure> {
        let by = self.by.as_str();
        let is_known = Measure::WORDS.iter().any(|(word, _)| *word == by);
        if !is_known {
            wrong.say("by", "请选择计算方式");
            return None;
        }
        if by == "manual" {
            return Some(Measure::Manual);
        }
        let is_priced = matches!(by, "each" | "sampled");
        if is_priced && kind == Some(IndicatorKind::Veto) {
            wrong.say("by", "单项否决不能逐个计分，请改选阈值或人工认定");
        }
        let of = self.counted(is_priced, wrong);
        if of.is_empty() {
            wrong.say(
                "rule1",
                "请至少选择一条规则；由人认定的请把计算方式改为“人工认定”",
            );
        }
        match by {
            "each" => Some(Measure::Each { of }),
            "sampled" => {
                let sample = self
                    .sample
                    .trim()
                    .parse()
                    .ok()
                    .filter(|it| (1..=1000).contains(it));
                let sample = wrong.or("sample", sample, || "抽查数量应为1到1000的整数".to_owned())?;
                Some(Measure::Sampled { sample, of })
            }
            _ => {
                let text = self.threshold.trim();
                let example = if by == "share" {
                    "超过(含)5%"
                } else {
                    "超过(含)5 或 少于5"
                };
                let wording = || format!("阈值“{}”看不懂，请写成 {example}；“含”表示包括本数", cut(text));
                let threshold = wrong.or("threshold", Threshold::parse(text), wording)?;
                if by == "share" && threshold.number > Hundredths::whole(100) {
                    wrong.say("threshold", "比例不能超过100%");
                }
                Some(match by {
                    "share" => Measure::Share { of, threshold },
                    "every" => Measure::Every { of, total: threshold },
                    _ => Measure::Count { of, threshold },
                })
            }
        }
    }

    fn counted(&self, is_priced: bool, wrong: &mut Wrong) -> Vec<Counted> {
        if self.counted.len() > MOST_COUNTED {
            wrong.say("rule1", format!("计数对象最多{MOST_COUNTED}条"));
            return Vec::new();
        }
        let known = countable_rules();
        let mut of = Vec::new();
        for (number, one) in (1..).zip(&self.counted) {
            if one.is_empty() {
                continue;
            }
            if !known.iter().any(|(code, _)| *code == one.rule) {
                wrong.say(&format!("rule{number}"), "请选择规则，或者清空这一条");
            }
            of.push(Counted {
                rule: one.rule.clone(),
                channels: channels(&format!("channels{number}"), &one.channels, wrong),
                first_level: choice(&one.first_level),
                home: choice(&one.home),
                points: points(&format!("each{number}"), &one.points, wrong),
            });
            if is_priced && one.points.trim().is_empty() {
                wrong.say(&format!("each{number}"), "逐个计分的，请填写每个的分值");
            }
        }
        of
    }
}

impl CountedForm {
    fn of(counted: &Counted) -> Self {
        let kinds: Vec<&str> = counted.channels.iter().map(|kind| kind.label()).collect();
        let word = |choice: Option<bool>| match choice {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => String::new(),
        };
        Self {
            rule: counted.rule.clone(),
            channels: kinds.join("、"),
            first_level: word(counted.first_level),
            home: word(counted.home),
            points: counted.points.map(|it| it.to_string()).unwrap_or_default(),
        }
    }

    fn is_empty(&self) -> bool {
        [
            &self.rule,
            &self.channels,
            &self.first_level,
            &self.home,
            &self.points,
        ]
        .iter()
        .all(|text| text.trim().is_empty())
    }
}

fn is_id(id: &str) -> bool {
    let begins = id.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    begins
        && id.len() <= 20
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn choice(word: &str) -> Option<bool> {
    match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

pub(super) fn points(field: &str, text: &str, wrong: &mut Wrong) -> Option<Hundredths> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let parsed = Hundredths::parse(text).filter(|points| (Hundredths(1)..=MOST_POINTS).contains(points));
    let wording = || {
        format!(
            "分值“{}”看不懂，请写成大于0、至多两位小数的数，如 5 或 0.01",
            cut(text)
        )
    };
    wrong.or(field, parsed, wording)
}

fn channels(field: &str, text: &str, wrong: &mut Wrong) -> Vec<ChannelKind> {
    let mut kinds = Vec::new();
    let labels = text.split(|c: char| "、，,;；/".contains(c) || c.is_whitespace());
    for label in labels.filter(|label| !label.is_empty()) {
        match ChannelKind::from_label(label) {
            Some(kind) if !kinds.contains(&kind) => kinds.push(kind),
            Some(_) => {}
            None => {
                let all: Vec<&str> = ChannelKind::ALL.iter().map(|kind| kind.label()).collect();
                wrong.say(
                    field,
                    format!("不认识的栏目类别“{}”，可填：{}", cut(label), all.join("、")),
                );
                return Vec::new();
            }
        }
    }
    kinds
}

/// The beginning of what was typed, for a message.
pub(super) fn cut(text: &str) -> String {
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(20).collect();
    if text.chars().count() > 20 {
        shown.push('…');
    }
    shown
}
