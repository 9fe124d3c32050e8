//! Messages that come otherwise than through a platform (人工登记): by telephone, by letter, from another office.

use chrono::{DateTime, Utc};
use xunwang_domain::feedback::{
    Feedback, FeedbackId, FeedbackKind, FeedbackSource, FeedbackStage, Terms, WrittenStep, day_of,
};
use xunwang_domain::people::Permission;
use xunwang_domain::registry::SiteCode;
use xunwang_text::privacy::mask;

use super::caller::value;
use super::feedback_calendar::calendar_of;
use super::feedback_looks::plan_looks;
use super::{App, AppError, Caller};

/// What somebody was told (登记内容).
#[derive(Clone, Debug)]
pub struct NewFeedback {
    /// 网站标识码; the site must be in the register and in the caller's area, or empty where the caller is the province.
    pub site_code: String,
    /// 问题类型
    pub kind: FeedbackKind,
    /// 问题网址
    pub address: String,
    /// 问题描述
    pub text: String,
    /// When it was received; not later than now.
    pub received_at: DateTime<Utc>,
}

/// Enters a message by hand: its clocks run from the day on which it was received.
///
/// # Errors
/// The caller may not, or something is missing.
pub async fn enter_feedback(app: &App, caller: &Caller, new: NewFeedback) -> Result<FeedbackId, AppError> {
    let length = new.text.trim().chars().count();
    if !(5..=1_000).contains(&length) {
        return Err(AppError::refused("请填写问题描述（5至1000字）"));
    }
    if !new.kind.is_known() {
        return Err(AppError::refused("请选择问题类型"));
    }
    if new.received_at > app.now() {
        return Err(AppError::refused("收到时间不能晚于现在"));
    }
    let address = new.address.trim();
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    if !address.is_empty() && (!is_web || address.chars().count() > 2_000) {
        return Err(AppError::refused(
            "问题网址应以 http:// 或 https:// 开头，不超过2000字",
        ));
    }
    let mut tx = app.store.begin().await?;
    let root = caller.tree.root().ok_or(AppError::Forbidden)?.id;
    let code = new.site_code.trim();
    let site = match SiteCode::parse(code) {
        Ok(code) => tx.site(&code).await?,
        Err(_) if code.is_empty() => None,
        Err(error) => return Err(AppError::refused(error)),
    };
    if site.is_none() && !code.is_empty() {
        return Err(AppError::refused(
            "台账里没有这个标识码；请核对，网站不在台账里的请留空",
        ));
    }
    let place = site.as_ref().map_or(root, |site| site.organization);
    caller.must(Permission::ManageFeedback, place)?;
    let mut one = Feedback::blank(
        FeedbackId(app.new_id()),
        number_of(app, new.received_at),
        FeedbackSource::Manual,
    );
    let masked = mask(new.text.trim());
    if masked != new.text.trim() {
        tx.put_private(one.id, new.text.trim()).await?;
    }
    one.text = masked;
    one.address = mask(address);
    one.kind = new.kind;
    one.received_at = Some(new.received_at);
    if let Some(site) = &site {
        one.site_code = site.site.code.as_str().to_owned();
        one.site_name = site.site.name.clone();
    }
    one.steps.push(WrittenStep {
        action: None,
        role: None,
        to: FeedbackStage::Received,
        holder: None,
        note: "人工登记".to_owned(),
        by: Some(caller.user.id),
        name: caller.user.name.clone(),
        at: app.now(),
    });
    let calendar = calendar_of(&mut *tx).await?;
    one.set_clocks(Terms::default(), &calendar);
    let id = one.id;
    let object = ("feedback", one.number.clone(), one.site_name.as_str());
    tx.record(&caller.event(app, "登记留言", object, (None, value(&one))))
        .await?;
    tx.put_feedback(&[(one, site.map(|site| site.organization))])
        .await?;
    plan_looks(&mut *tx, [id], app.now()).await?;
    tx.commit().await?;
    Ok(id)
}

/// The day of receipt and eight characters that nobody can foretell (ZR-03).
pub(super) fn number_of(app: &App, received_at: DateTime<Utc>) -> String {
    let chance: [u8; 4] = app.chance();
    format!(
        "{}{:08x}",
        day_of(received_at).format("%Y%m%d"),
        u32::from_be_bytes(chance)
    )
}
