//! Circulars on their way (通报文稿): drafted from a judged round, edited, read by a second officer, signed by a third.

use serde::{Deserialize, Serialize};
use xunwang_domain::circular::{CircularFacts, CityListStyle, Contradiction};
use xunwang_domain::feedback::CountedMessages;
use xunwang_domain::paper::{
    Naming, Paper, PaperForm, PaperHead, PaperId, PaperStage, PaperTemplate, PaperVersion,
};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_domain::round::{Round, RoundId, RoundStage};
use xunwang_ports::Tx;
use xunwang_report::document::{Document, Edition};
use xunwang_report::documents::circular::compose_with;
use xunwang_report::draft::{Draft, DraftFault};
use xunwang_report::templates::OwnTemplates;

use super::caller::value;
use super::paper_facts::{earlier_facts, facts_of, put_head};
use super::paper_feedback::{counted_messages, typed_over};
use super::paper_praise::put_praise;
use super::paper_written::{Written, composed_text};
use super::rounds::visible;
use super::{App, AppError, Caller};

/// The data of a paper and what people made of its text: kept together, so that the text always fits its data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Text {
    pub(super) facts: CircularFacts,
    pub(super) draft: Draft,
    /// The office's own sentences when it was drafted, a TOML file; empty: the standard ones.
    #[serde(default)]
    pub(super) templates: String,
    /// The error reports of its window, each as it stood when they were last counted.
    #[serde(default)]
    pub(super) messages: CountedMessages,
}

impl Text {
    /// What the data say, in the sentences of the office.
    pub(super) fn generated(&self) -> Result<Document, AppError> {
        composed(&self.facts, &self.templates)
    }
}

/// A paper as its page shows it (文稿详情).
#[derive(Clone, Debug)]
pub struct PaperView {
    /// The paper.
    pub paper: Paper,
    /// The round it tells of.
    pub round: Round,
    /// The data behind it.
    pub facts: CircularFacts,
    /// The error reports of its window, each as it stood when they were last counted.
    pub messages: CountedMessages,
    /// What was generated and what people made of it.
    pub draft: Draft,
    /// The document as it would be printed now.
    pub document: Document,
    /// What keeps it from being issued.
    pub faults: Vec<DraftFault>,
    /// The office's own DOCX template, where it has one.
    pub template: Option<PaperTemplate>,
    /// Has the round been judged again since?
    pub is_outdated: bool,
    /// May the caller change it?
    pub may_draft: bool,
    /// May the caller sign?
    pub may_sign: bool,
}

/// The papers of branches that the caller may see, the latest first.
///
/// # Errors
/// The store could not.
pub async fn papers(app: &App, caller: &Caller) -> Result<Vec<Paper>, AppError> {
    let all = app.store.read().await?.papers().await?;
    let own = all
        .into_iter()
        .filter(|paper| caller.may(Permission::ViewPapers, paper.organization));
    Ok(own.collect())
}

/// The judged rounds of which the caller may draft a circular: those that have none on its way.
///
/// # Errors
/// The store could not.
pub async fn rounds_to_draft(app: &App, caller: &Caller) -> Result<Vec<Round>, AppError> {
    let mut tx = app.store.read().await?;
    let papers = tx.papers().await?;
    let has_paper = |round: &Round| {
        papers
            .iter()
            .any(|paper| paper.round == round.id && paper.stage != PaperStage::Dropped)
    };
    let rounds = tx.rounds().await?.into_iter().filter(|round| {
        round.stage == RoundStage::Judged
            && caller.may(Permission::DraftPapers, round.organization)
            && !has_paper(round)
    });
    Ok(rounds.collect())
}

/// Begins the circular of a judged round; or, where one was issued, its correction.
///
/// # Errors
/// The caller may not, the round is not judged, or a paper of it is on its way.
pub async fn begin_paper(app: &App, caller: &Caller, id: RoundId) -> Result<PaperId, AppError> {
    let mut tx = app.store.read().await?;
    let round = visible(&mut *tx, caller, id).await?;
    caller.must(Permission::DraftPapers, round.organization)?;
    let judged = round
        .judged
        .clone()
        .ok_or_else(|| AppError::refused("这一轮还没有判定；请先在“检查”栏判定，再起草通报"))?;
    let earlier: Vec<Paper> = tx
        .papers()
        .await?
        .into_iter()
        .filter(|paper| paper.round == id)
        .collect();
    if let Some(open) = earlier
        .iter()
        .find(|paper| !matches!(paper.stage, PaperStage::Issued | PaperStage::Dropped))
    {
        return Err(AppError::refused(format!(
            "这一轮的通报已由{}起草，现在是“{}”；请打开那一份",
            open.made_name,
            open.stage.label()
        )));
    }
    let corrects = earlier.iter().find(|paper| paper.stage == PaperStage::Issued);
    let issuer = caller
        .tree
        .get(round.organization)
        .map(|body| body.name.clone())
        .unwrap_or_default();
    let of = round.quarter.in_full();
    let head = match corrects {
        Some(issued) => PaperHead {
            title: format!("{issuer}关于更正{of}检查情况通报的通知"),
            number: None,
            ..issued.head.clone()
        },
        None => PaperHead {
            title: format!("{issuer}关于{of}政府网站检查情况的通报"),
            issuer,
            number: None,
            issued_on: round.dates.issue_on,
            rectify_by: round.dates.issue_on.checked_add_days(chrono::Days::new(29)),
            message_window: round.dates.message_window,
            feedback: None,
            feedback_reason: String::new(),
            rate_decimals: 1,
            city_list_style: CityListStyle::Leading,
            form: PaperForm::default(),
        },
    };
    let paper = Paper {
        id: PaperId(app.new_id()),
        round: id,
        organization: round.organization,
        quarter: round.quarter,
        head,
        stage: PaperStage::Drafting,
        steps: Vec::new(),
        naming: corrects.map(|issued| issued.naming.clone()).unwrap_or_default(),
        given: corrects.and_then(|issued| issued.given.clone()),
        corrects: corrects.map(|issued| issued.id),
        made_at: app.now(),
        made_by: caller.user.id,
        made_name: caller.user.name.clone(),
        version: 0,
        drawn_from: judged.at,
        seal: None,
    };
    let messages = counted_messages(app, &mut *tx, &caller.tree, &paper).await?;
    let facts = facts_of(app, &mut *tx, &paper, &messages).await?;
    let templates = current_templates(&mut *tx).await?;
    drop(tx);
    let text = Text {
        draft: Draft::new(&composed(&facts, &templates)?),
        facts,
        templates,
        messages,
    };
    let mut tx = app.store.begin().await?;
    save(app, &mut *tx, caller, (None, paper.clone()), &text, "起草通报").await?;
    tx.commit().await?;
    Ok(paper.id)
}

/// A paper with its text.
///
/// # Errors
/// There is none, or the caller may not see it.
pub async fn paper_view(app: &App, caller: &Caller, id: PaperId) -> Result<PaperView, AppError> {
    let mut tx = app.store.read().await?;
    let (paper, text) = seen_unread(&mut *tx, caller, id).await?;
    let round = tx.round(paper.round).await?.ok_or(AppError::NotFound)?;
    let template = tx.paper_template(paper.organization).await?;
    // A version is read and composed once: what it says does not change, only who may do what with it.
    let made = async { composed_text(text_of(&text)?) };
    let version = u64::from(paper.version);
    let written = app.written.get(paper.id, version, made).await?;
    Ok(PaperView {
        template: template.map(|(template, _)| template),
        ..shown(caller, paper, round, Written::clone(&written))
    })
}

pub(super) fn view_of(
    caller: &Caller,
    paper: Paper,
    round: Round,
    text: Text,
) -> Result<PaperView, AppError> {
    Ok(shown(caller, paper, round, composed_text(text)?))
}

fn shown(caller: &Caller, paper: Paper, round: Round, written: Written) -> PaperView {
    let Written {
        text,
        document,
        mut faults,
    } = written;
    let whole = |message: String| DraftFault {
        passage: None,
        message,
    };
    let is_outdated =
        paper.is_open() && round.judged.as_ref().map(|judged| judged.at) != Some(paper.drawn_from);
    if is_outdated {
        let outdated = whole("这一轮后来重新判定过；请点“按现有数据重新起草”".to_owned());
        faults.insert(0, outdated);
    }
    faults.extend(typed_over(&paper, &text.messages).map(whole));
    PaperView {
        may_draft: paper.is_open() && caller.may(Permission::DraftPapers, paper.organization),
        may_sign: caller.may(Permission::SignPapers, paper.organization),
        facts: text.facts,
        messages: text.messages,
        draft: text.draft,
        document,
        faults,
        is_outdated,
        template: None,
        round,
        paper,
    }
}

pub(super) fn composed(facts: &CircularFacts, templates: &str) -> Result<Document, AppError> {
    let own = OwnTemplates::read(templates)
        .map_err(|one| vec![one])
        .and_then(|own| own.templates())
        .map_err(|found| AppError::refused(format!("模板有误：{}", lines(&found))))?;
    compose_with(facts, Edition::Confirmed, &own)
        .map_err(|found| AppError::refused(format!("数据自相矛盾，没有保存：{}", lines(&found))))
}

/// The first of what is wrong, with its places.
pub(super) fn lines(found: &[Contradiction]) -> String {
    let lines: Vec<String> = found.iter().take(10).map(ToString::to_string).collect();
    lines.join("；")
}

/// The office's own sentences as they are now.
pub(super) async fn current_templates(tx: &mut dyn Tx) -> Result<String, AppError> {
    Ok(tx
        .templates()
        .await?
        .map(|version| version.text)
        .unwrap_or_default())
}

/// A paper that the caller may see.
pub(super) async fn seen(tx: &mut dyn Tx, caller: &Caller, id: PaperId) -> Result<(Paper, Text), AppError> {
    let (paper, text) = seen_unread(tx, caller, id).await?;
    Ok((paper, text_of(&text)?))
}

/// The same, its text unread: a megabyte of JSON.
pub(super) async fn seen_unread(
    tx: &mut dyn Tx,
    caller: &Caller,
    id: PaperId,
) -> Result<(Paper, String), AppError> {
    let (paper, text) = tx.paper(id).await?.ok_or(AppError::NotFound)?;
    match caller.may(Permission::ViewPapers, paper.organization) {
        true => Ok((paper, text)),
        false => Err(AppError::NotFound),
    }
}

pub(super) fn text_of(text: &str) -> Result<Text, AppError> {
    serde_json::from_str(text).map_err(|error| {
        AppError::Store(xunwang_ports::StoreError::Inconsistent(format!(
            "文稿不能读取：{error}"
        )))
    })
}

/// Keeps a paper with its text as a new version, and leaves the trail.
pub(super) async fn save(
    app: &App,
    tx: &mut dyn Tx,
    caller: &Caller,
    (before, mut after): (Option<&Paper>, Paper),
    text: &Text,
    what: &str,
) -> Result<(), AppError> {
    after.version += 1;
    let json = serde_json::to_string(text).expect("plain values serialize");
    tx.put_paper(&after, &json).await?;
    let version = PaperVersion {
        number: after.version,
        what: what.to_owned(),
        by: caller.user.name.clone(),
        at: app.now(),
    };
    tx.add_paper_version(after.id, &version, &json).await?;
    let object = ("paper", after.id.0.to_string(), after.head.title.as_str());
    let change = (before.and_then(value), value(&after));
    tx.record(&caller.event(app, what, object, change)).await?;
    Ok(())
}

/// A paper that the caller may change, as it was shown.
pub(super) async fn open_paper(
    tx: &mut dyn Tx,
    caller: &Caller,
    id: PaperId,
    shown: u32,
) -> Result<(Paper, Text), AppError> {
    let (paper, text) = seen(tx, caller, id).await?;
    caller.must(Permission::DraftPapers, paper.organization)?;
    if !paper.is_open() {
        return Err(AppError::refused(format!(
            "这份文稿现在是“{}”，不能再修改；要改请先退回",
            paper.stage.label()
        )));
    }
    as_shown(&paper, shown)?;
    Ok((paper, text))
}

/// Refuses what was decided on an older text.
pub(super) fn as_shown(paper: &Paper, shown: u32) -> Result<(), AppError> {
    if paper.version == shown {
        return Ok(());
    }
    Err(AppError::refused(
        "文稿刚被别人修改，这次没有保存；请看过现在的文稿再办",
    ))
}

/// Drafts anew from the data of now; what people wrote stays.
///
/// # Errors
/// The caller may not, or the round is not judged.
pub async fn redraft(app: &App, caller: &Caller, id: PaperId, shown: u32) -> Result<(), AppError> {
    let mut tx = app.store.read().await?;
    let (before, mut text) = open_paper(&mut *tx, caller, id, shown).await?;
    let round = tx.round(before.round).await?.ok_or(AppError::NotFound)?;
    let judged = round
        .judged
        .ok_or_else(|| AppError::refused("这一轮的判定已撤销；请先重新判定"))?;
    let mut after = before.clone();
    after.drawn_from = judged.at;
    text.messages = counted_messages(app, &mut *tx, &caller.tree, &after).await?;
    text.facts = facts_of(app, &mut *tx, &after, &text.messages).await?;
    text.templates = current_templates(&mut *tx).await?;
    drop(tx);
    text.draft.regenerate(&text.generated()?);
    store(app, caller, (&before, after), &text, "按现有数据重新起草").await
}

/// Changes title, dates, style and the like; the text follows.
///
/// # Errors
/// The caller may not, or something is wrong with it.
pub async fn change_head(
    app: &App,
    caller: &Caller,
    id: PaperId,
    shown: u32,
    head: PaperHead,
) -> Result<(), AppError> {
    let faults = head.faults();
    if !faults.is_empty() {
        return Err(AppError::refused(faults.join("；")));
    }
    let mut tx = app.store.read().await?;
    let (before, mut text) = open_paper(&mut *tx, caller, id, shown).await?;
    let earlier = earlier_facts(&mut *tx, &before).await?;
    let mut after = before.clone();
    after.head = PaperHead {
        number: before.head.number.clone(),
        ..head
    };
    if after.head.message_window != before.head.message_window {
        text.messages = counted_messages(app, &mut *tx, &caller.tree, &after).await?;
    }
    drop(tx);
    put_head(&mut text.facts, &after, &text.messages);
    put_praise(&mut text.facts, &earlier, after.head.form.praise_after);
    text.draft.regenerate(&text.generated()?);
    store(app, caller, (&before, after), &text, "修改文稿要素").await
}

/// Takes figures of accounts and error reports, and what is told of them, out of a FACTS.json.
///
/// # Errors
/// The caller may not, or the file is none.
pub async fn give_facts(
    app: &App,
    caller: &Caller,
    id: PaperId,
    shown: u32,
    file: &[u8],
) -> Result<(), AppError> {
    let given = CircularFacts::from_json(file).map_err(AppError::refused)?;
    let mut tx = app.store.read().await?;
    let (before, mut text) = open_paper(&mut *tx, caller, id, shown).await?;
    let mut after = before.clone();
    after.given = Some(given);
    text.facts = facts_of(app, &mut *tx, &after, &text.messages).await?;
    drop(tx);
    text.draft.regenerate(&text.generated()?);
    store(app, caller, (&before, after), &text, "补充数据").await
}

/// Decides whether the text names a site with a problem (点名).
///
/// # Errors
/// The caller may not, no reason is given, or there is no such problem.
pub async fn decide_naming(
    app: &App,
    caller: &Caller,
    id: PaperId,
    shown: u32,
    (site, rule, named, reason): (&SiteCode, &str, bool, &str),
) -> Result<(), AppError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(AppError::refused("请写明点名或者不点名的理由（200字以内）"));
    }
    let mut tx = app.store.read().await?;
    let (before, mut text) = open_paper(&mut *tx, caller, id, shown).await?;
    let mut after = before.clone();
    after.naming.push(Naming {
        site: site.clone(),
        rule: rule.to_owned(),
        named,
        reason: reason.to_owned(),
        by: caller.user.name.clone(),
        at: app.now(),
    });
    text.facts = facts_of(app, &mut *tx, &after, &text.messages).await?;
    drop(tx);
    text.draft.regenerate(&text.generated()?);
    let what = if named { "点名" } else { "不点名" };
    store(app, caller, (&before, after), &text, what).await
}

async fn store(
    app: &App,
    caller: &Caller,
    (before, after): (&Paper, Paper),
    text: &Text,
    what: &str,
) -> Result<(), AppError> {
    let mut tx = app.store.begin().await?;
    // Read before the lock was taken: nobody may have come in between.
    let (now, _) = seen(&mut *tx, caller, before.id).await?;
    as_shown(&now, before.version)?;
    save(app, &mut *tx, caller, (Some(before), after), text, what).await?;
    tx.commit().await?;
    Ok(())
}
