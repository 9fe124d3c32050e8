//! The frame around a page: who sits there, where one can go, what was just done.

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;
use xunwang_app::office::AppError;
use xunwang_domain::people::Permission;

use crate::error::WebError;
use crate::guard::Seat;
use crate::scope::Chooser;

/// What the frame shows (页面框架).
pub(crate) struct Frame {
    /// The office.
    pub(crate) office: String,
    /// 姓名
    pub(crate) name: String,
    /// The roles, in words.
    pub(crate) roles: String,
    /// Where one can go.
    pub(crate) sections: Vec<Section>,
    /// What one can choose to look at.
    pub(crate) chooser: Chooser,
    /// The list that is open, or that of the section.
    pub(crate) section: &'static str,
    /// What every form brings back.
    pub(crate) csrf: String,
    /// What was just done, or why not.
    pub(crate) note: Option<Note>,
}

/// A section of the application.
pub(crate) struct Section {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    /// The letter that leads there, after `g`.
    pub(crate) key: char,
    pub(crate) is_open: bool,
}

/// A word above the page.
pub(crate) struct Note {
    pub(crate) text: String,
    /// Was something refused?
    pub(crate) is_error: bool,
}

/// What a page is told by the one before it: a word of a closed list, so that no address puts words into a page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    note: String,
}

const NOTES: &[(&str, &str)] = &[
    ("draft-made", "已新建草案，可以修改了。"),
    ("row-saved", "已保存。须由另一人核对确认。"),
    ("row-removed", "已删除这一行。"),
    ("row-confirmed", "已确认。"),
    ("row-unconfirmed", "已撤销确认。"),
    ("standard-enabled", "已启用。这一版以后不再改变。"),
    ("standard-withdrawn", "已撤回。"),
    ("filing-begun", "已发起。请逐步登记凭证，全部办完后办结。"),
    ("filing-completed", "已办结，台账已修改。"),
    ("filing-withdrawn", "已撤回，台账没有变化。"),
    ("saved", "已保存。"),
    ("post-reported", "已报送，计入看到的最近发布。"),
    ("account-checked", "已登记核查。"),
    ("glance-kept", "已登记，这是下一个。"),
    ("source-set", "已保存，马上查看一次；凭据加密保存，不再显示。"),
    ("source-asked", "已安排马上查看，过一会儿刷新本页。"),
    ("source-dropped", "已删除自动来源和它的凭据；以前看到的内容保留。"),
    ("media-asked", "已开始检查新媒体，完成后本页显示结果。"),
    ("media-accepted", "已确认从缺，连同姓名和依据留存。"),
    ("media-said", "已登记。"),
    ("view-gone", "已删除筛选。"),
    ("explained", "已保存说明，到期前不再提示。"),
    ("disabled", "已停用，该用户的登录已全部结束。"),
    ("enabled", "已恢复。"),
    ("unlocked", "已解除锁定。"),
    ("totp-gone", "已撤销动态码，该用户的登录已全部结束。"),
    ("body-added", "已新建单位。"),
    ("body-renamed", "已改名。"),
    ("password", "密码已修改，其他设备上的登录已结束。"),
    ("totp-on", "动态码已启用，下次登录时需要输入。"),
    ("totp-off", "动态码已停用。"),
    ("sessions", "其他登录已全部结束。"),
    ("round-opened", "已新建检查轮次，检查名单已冻结。"),
    ("round-begun", "已开始采集，可以离开本页，完成后转入复核。"),
    (
        "objections-asked",
        "已请主办单位核实，他们现在能看到自己网站的问题。",
    ),
    ("removal-asked", "已申请名单增减，由另一名监管员审核。"),
    ("removal-settled", "名单增减申请已办理。"),
    ("settled", "已处理，依据和姓名已留存。"),
    ("judged", "已判定。复核结论从现在起不能再改。"),
    ("reopened", "已撤销判定，可以继续复核。"),
    ("undone", "已撤销您的结论。"),
    ("excepted", "已列入例外清单，所涉线索已排除。"),
    ("approved", "已审定。"),
    ("sent-back", "已退回，线索转为存疑，等待复核员重看。"),
    ("objected", "异议已提交，答复后可在本页看到。"),
    ("answered", "已答复。"),
    ("replies-taken", "已登记回复，见各问题的异议。"),
    ("checks-drawn", "已生成人工检查清单。"),
    ("check-entered", "检查结果已登记。"),
    ("paper-begun", "已按判定结果起草。请看右侧的检查，改好后送核稿。"),
    ("redrafted", "已按现有数据重新起草，修改过的段落保留。"),
    (
        "return-taken",
        "已接收改稿，存为新的一版。手工填写的数字请写明来源。",
    ),
    ("final-added", "已登记签发件并逐处核对，结果如下。"),
    ("template-kept", "已上传模板，底稿可以套用本单位模板下载。"),
    ("paper-moved", "已办理。"),
    (
        "ledger-opened",
        "已建立整改台账，主办单位现在能看到自己的整改事项。",
    ),
    ("ledger-taken", "已登记台账中的整改情况，程序将逐条复查。"),
    (
        "rectify-answered",
        "已反馈，程序将按原来的规则逐条复查，结果见本页。",
    ),
    ("check-asked", "已加入整改事项，请主办单位一并检查。"),
    ("retest-asked", "已排入复查，结果见本页。"),
    (
        "template-saved",
        "模板已保存。新起草和重新起草的通报用新句子，已有文稿不变。",
    ),
    ("form-open", "公开找错表单已开启。"),
    ("form-closed", "公开找错表单已关闭，已收到的留言照常办理。"),
    ("urged", "已催办，办理单位在留言页看得到，办理记录里保留。"),
    (
        "finding-made",
        "已转为本轮线索，等待复核；是否成立由复核员认定，单项否决还须第二人审定。",
    ),
    ("finding-known", "这条留言已经是这一轮的线索，没有重复转入。"),
    ("message-linked", "已关联，留言和线索的页面都能看到。"),
    ("message-unlinked", "已取消关联，办理记录和留痕里保留。"),
    ("nothing", "没有变化，未作修改。"),
];

const SECTIONS: &[(&str, &str, char, Option<Permission>)] = &[
    ("工作台", "/", 'd', None),
    ("台账", "/sites", 's', Some(Permission::ViewRegister)),
    ("新媒体", "/media", 'x', Some(Permission::ViewRegister)),
    ("办件", "/filings", 'f', Some(Permission::ViewRegister)),
    ("监测", "/watch", 'w', Some(Permission::ViewRegister)),
    ("检查", "/rounds", 'r', Some(Permission::ViewRounds)),
    ("复核", "/review", 'v', Some(Permission::ViewRounds)),
    ("问题", "/problems", 'q', Some(Permission::ViewProblems)),
    ("通报", "/papers", 't', Some(Permission::ViewPapers)),
    (
        "整改",
        "/rectifications",
        'x',
        Some(Permission::ViewRectifications),
    ),
    ("找错", "/feedback", 'z', Some(Permission::ViewFeedback)),
    ("指标", "/standards", 'i', Some(Permission::ViewStandards)),
    ("人员", "/people", 'p', Some(Permission::ViewPeople)),
    ("单位", "/organizations", 'o', Some(Permission::ViewPeople)),
    ("设置", "/settings", 'e', Some(Permission::EditSettings)),
    ("留痕", "/audit", 'a', Some(Permission::ViewAudit)),
    ("我的账号", "/account", 'm', None),
];

impl Frame {
    /// The frame of a page of the section at `path`.
    pub(crate) fn new(login: &Seat, path: &'static str, told: &Told) -> Self {
        let caller = &login.caller;
        let user = &caller.user;
        let may = |permission: Option<Permission>| permission.is_none_or(|it| user.may_somewhere(it));
        let roles: Vec<_> = user.roles().into_iter().map(|role| role.label()).collect();
        let note = NOTES.iter().find(|(word, _)| *word == told.note);
        Self {
            office: caller
                .tree
                .root()
                .map(|root| root.name.clone())
                .unwrap_or_default(),
            name: user.name.clone(),
            roles: roles.join("、"),
            sections: SECTIONS
                .iter()
                .filter(|section| may(section.3))
                .map(|&(name, own, key, _)| Section {
                    name,
                    path: own,
                    key,
                    is_open: own == path,
                })
                .collect(),
            csrf: login.session.csrf.clone(),
            chooser: login.chooser.clone(),
            section: path,
            note: note.map(|(_, text)| Note {
                text: (*text).to_owned(),
                is_error: false,
            }),
        }
    }

    /// Says what was just done.
    pub(crate) fn say(&mut self, text: String) {
        self.note = Some(Note {
            text,
            is_error: false,
        });
    }

    /// The same, saying why something was refused.
    pub(crate) fn refusing(login: &Seat, path: &'static str, message: String) -> Self {
        let note = Note {
            text: message,
            is_error: true,
        };
        Self {
            note: Some(note),
            ..Self::new(login, path, &Told::default())
        }
    }
}

/// A page that is well.
pub(crate) fn html(page: &impl Template) -> Result<Response, WebError> {
    with_status(StatusCode::OK, page)
}

/// A page that says what was refused.
pub(crate) fn refused(page: &impl Template) -> Result<Response, WebError> {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page)
}

fn with_status(status: StatusCode, page: &impl Template) -> Result<Response, WebError> {
    let html = page
        .render()
        .map_err(|error| AppError::Refused(format!("页面生成失败：{error}")))?;
    Ok((status, Html(html)).into_response())
}

/// After a form: on to where the change shows, or the page of the section once more, with why it was refused.
pub(crate) async fn answered<T, P: Template>(
    (login, section): (&Seat, &'static str),
    done: Result<T, AppError>,
    there: impl FnOnce(T) -> String,
    page: impl AsyncFnOnce(Frame) -> Result<P, WebError>,
) -> Result<Response, WebError> {
    match done {
        Ok(done) => Ok(Redirect::to(&there(done)).into_response()),
        Err(error) => refused(&page(Frame::refusing(login, section, mendable(error)?)).await?),
    }
}

/// The message of what a person can mend; other errors go their own way.
pub(crate) fn mendable(error: AppError) -> Result<String, WebError> {
    match error {
        AppError::Refused(message) => Ok(message),
        other => Err(WebError(other)),
    }
}
