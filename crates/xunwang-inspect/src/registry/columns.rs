//! Which columns there are (列), under which names, and where they stand in a given table.

use xunwang_sheet::{Refusal, Table, Workbook};

use super::errors::{RegisterError, RegisterErrors};

/// A column of the contract (列).
pub(super) struct Column {
    /// The name of the contract.
    pub(super) name: &'static str,
    /// Names that offices use for it too; they count only where the name of the contract is absent.
    pub(super) also: &'static [&'static str],
    /// Without it the file is refused.
    pub(super) required: bool,
}

const fn column(name: &'static str, required: bool, also: &'static [&'static str]) -> Column {
    Column { name, also, required }
}

/// The columns of the main sheet, in the order of [`SiteField`].
pub(super) const SITE_COLUMNS: &[Column] = &[
    column(
        "网站标识码",
        true,
        &["标识码", "政府网站标识码", "网站标识编码", "标识编码"],
    ),
    column("网站名称", true, &["网站名", "政府网站名称"]),
    column(
        "首页网址",
        true,
        &["网站首页网址", "网站网址", "首页地址", "网址", "网站域名"],
    ),
    column(
        "地区或部门",
        true,
        &[
            "地区/部门",
            "地区、部门",
            "地区(部门)",
            "所属地区或部门",
            "所属地区",
            "地区",
        ],
    ),
    column("主管单位", false, &["主管部门"]),
    column("主办单位", false, &["主办部门"]),
    column("网站类别", false, &["网站类型", "类别"]),
    column("运行状态", false, &["网站状态", "状态"]),
    column("对外服务", false, &["是否对外服务"]),
];

/// Positions in [`SITE_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum SiteField {
    Code,
    Name,
    Home,
    Area,
    Supervisor,
    Sponsor,
    Category,
    Status,
    PublicService,
}

/// The columns of the sheet 栏目, in the order of [`ChannelField`].
pub(super) const CHANNEL_COLUMNS: &[Column] = &[
    column("网站标识码", true, &["标识码", "政府网站标识码"]),
    column("栏目名称", true, &["栏目"]),
    column("栏目网址", true, &["栏目地址", "网址"]),
    column("栏目类别", true, &["栏目类型", "类别"]),
    column("更新期限(天)", false, &["更新期限", "更新周期(天)"]),
];

/// Positions in [`CHANNEL_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum ChannelField {
    Code,
    Name,
    Url,
    Kind,
    Term,
}

/// The columns of the sheet 例外清单, in the order of [`ExceptionField`].
pub(super) const EXCEPTION_COLUMNS: &[Column] = &[
    column("网站标识码", true, &["标识码", "政府网站标识码"]),
    column("规则", true, &["规则编号", "规则名称", "问题类型"]),
    column("对象", false, &["问题对象", "网址或栏目", "网址或栏目名称"]),
    column("理由", true, &["例外理由", "豁免理由", "原因"]),
    column("截止日期", true, &["有效期至", "到期日", "到期日期"]),
    column("批准人", true, &["审批人", "批准单位"]),
];

/// Positions in [`EXCEPTION_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum ExceptionField {
    Code,
    Rule,
    Object,
    Reason,
    Until,
    Approver,
}

/// The columns of a checklist that comes back, in the order of [`ReplyField`].
pub(super) const REPLY_COLUMNS: &[Column] = &[
    column("编号", true, &["问题编号"]),
    column("是否属实", true, &["属实", "核实结果"]),
    column("说明", true, &["情况说明", "核实说明"]),
    column("证明材料", false, &["证明", "凭证"]),
    column("回复人", true, &["填报人", "联系人"]),
];

/// Positions in [`REPLY_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum ReplyField {
    Id,
    Verdict,
    Text,
    Proof,
    Name,
}

/// The columns of a ledger of rectification that comes back, in the order of [`RectifyField`].
pub(super) const RECTIFY_COLUMNS: &[Column] = &[
    column("整改编号", true, &["编号"]),
    column("整改措施及结果", true, &["整改情况", "整改措施", "整改结果"]),
    column("完成日期", false, &["整改完成日期", "完成时间", "整改完成时间"]),
    column("责任人", true, &["整改责任人", "联系人"]),
    column("佐证材料", false, &["证明材料", "佐证", "凭证"]),
];

/// Positions in [`RECTIFY_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum RectifyField {
    Id,
    Text,
    DoneOn,
    Person,
    Proof,
}

/// The columns of a sheet of people, in the order of [`AccountField`].
pub(super) const ACCOUNT_COLUMNS: &[Column] = &[
    column("姓名", true, &["名字", "联系人", "管理员"]),
    column("登录名", false, &["账号", "用户名"]),
    column("单位", true, &["主办单位", "所在单位", "单位名称"]),
];

/// Positions in [`ACCOUNT_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum AccountField {
    Name,
    Account,
    Body,
}

/// The columns of a register of new-media accounts, in the order of [`MediaField`].
pub(super) const MEDIA_COLUMNS: &[Column] = &[
    column("账号编号", true, &["编号", "账号ID", "序列号"]),
    column("账号名称", true, &["名称", "新媒体名称", "政务新媒体名称"]),
    column("平台", true, &["平台类型", "新媒体类型", "所属平台", "账号类型"]),
    column("平台ID", false, &["平台永久ID", "平台内ID", "原始ID", "UID"]),
    column("平台账号", false, &["账号", "微信号", "平台账号名", "抖音号"]),
    column("认证主体", false, &["账号主体", "认证单位", "认证主体名称"]),
    column("主办单位", false, &["责任单位", "主办部门", "开办单位"]),
    column("主管单位", false, &["主管部门"]),
    column(
        "地区或部门",
        true,
        &[
            "地区/部门",
            "地区、部门",
            "地区(部门)",
            "所属地区或部门",
            "所属地区",
            "地区",
        ],
    ),
    column("账号链接", false, &["链接", "主页链接", "账号网址", "网址"]),
    column(
        "开设日期",
        false,
        &["开设时间", "开通日期", "开通时间", "注册日期"],
    ),
    column("状态", false, &["账号状态", "运行状态"]),
    column("注销凭证", false, &["注销证明", "注销凭据"]),
    column("同平台多号理由", false, &["多号理由"]),
    column("同平台多号期限", false, &["多号期限", "多号有效期"]),
];

/// Positions in [`MEDIA_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum MediaField {
    Code,
    Name,
    Platform,
    Permanent,
    Handle,
    Certified,
    Sponsor,
    Supervisor,
    Area,
    Address,
    OpenedOn,
    Status,
    RemovalProof,
    PermitReason,
    PermitUntil,
}

/// The columns of a file of observations of accounts, in the order of [`ObservationField`].
pub(super) const OBSERVATION_COLUMNS: &[Column] = &[
    column("账号编号", true, &["编号"]),
    column("来源", true, &["观测来源"]),
    column("观测时间", true, &["时间", "检查时间"]),
    column("结果", true, &["观测结果"]),
    column("全量", true, &["是否全量"]),
    column("平台ID", false, &[]),
    column("平台账号", false, &[]),
    column("账号名称", false, &["名称"]),
    column("认证主体", false, &[]),
    column("互动功能", false, &["互动"]),
];

/// Positions in [`OBSERVATION_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum ObservationField {
    Code,
    Source,
    At,
    Outcome,
    SeesAll,
    Permanent,
    Handle,
    Name,
    Certified,
    Interaction,
}

/// The columns of a file of posts, in the order of [`PostField`].
pub(super) const POST_COLUMNS: &[Column] = &[
    column("账号编号", true, &["编号"]),
    column("来源", true, &["观测来源"]),
    column("标题", true, &["文章标题"]),
    column("正文", false, &["内容"]),
    column("链接", false, &["文章链接", "网址", "url"]),
    column("发布时间", true, &["发布日期", "发文时间"]),
    column("内容编号", false, &["文章ID", "作品ID", "微博ID"]),
    column("删除", false, &["已删除", "是否删除"]),
];

/// Positions in [`POST_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum PostField {
    Code,
    Source,
    Title,
    Text,
    Address,
    PublishedAt,
    Id,
    Deleted,
}

/// The columns of a file of menus, in the order of [`MenuField`].
pub(super) const MENU_COLUMNS: &[Column] = &[
    column("账号编号", true, &["编号"]),
    column("菜单", true, &["菜单名称", "菜单项"]),
    column("链接", false, &["菜单链接", "网址"]),
];

/// Positions in [`MENU_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum MenuField {
    Code,
    Name,
    Address,
}

/// The columns of what a search gave, in the order of [`SearchField`].
pub(super) const SEARCH_COLUMNS: &[Column] = &[
    column("平台", true, &["平台名称", "来源平台"]),
    column("账号名称", true, &["名称", "账号", "昵称"]),
    column("平台ID", false, &["账号ID", "原始ID", "ID", "UID"]),
    column("认证主体", false, &["主体", "认证信息", "账号主体"]),
    column("链接", false, &["主页链接", "账号链接", "网址"]),
];

/// Positions in [`SEARCH_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum SearchField {
    Platform,
    Name,
    Permanent,
    Certified,
    Address,
}

/// The columns of a file of error reports, in the order of [`FeedbackField`].
pub(super) const FEEDBACK_COLUMNS: &[Column] = &[
    column("编号", true, &["留言编号", "查询码"]),
    column("网站标识码", false, &["标识码", "政府网站标识码"]),
    column("网站名称", false, &["网站名"]),
    column("问题类型", true, &["留言类型", "类型"]),
    column("办理状态", true, &["状态", "办理情况"]),
    column("公布日期", false, &["公开日期", "发布日期"]),
    column("问题网址", false, &["问题页面", "网址"]),
    column("问题描述", false, &["留言内容", "描述"]),
    column(
        "提交日期",
        false,
        &["提交时间", "留言时间", "留言日期", "收到日期"],
    ),
    column("办理单位", false, &["答复单位"]),
    column(
        "办理日期",
        false,
        &["办理时间", "办结日期", "办结时间", "答复时间", "答复日期"],
    ),
    column("办理结果", false, &["答复内容", "答复"]),
    column("驳回原因", false, &["不予受理原因", "不受理原因"]),
];

/// Positions in [`FEEDBACK_COLUMNS`].
#[derive(Clone, Copy)]
pub(super) enum FeedbackField {
    Number,
    Code,
    SiteName,
    Kind,
    Status,
    PublishedOn,
    Address,
    Text,
    ReceivedAt,
    Unit,
    ClosedOn,
    Answer,
    RefusedFor,
}

/// All names under which the columns may stand, for finding the header.
pub(super) fn known_names(columns: &[Column]) -> Vec<&'static str> {
    columns
        .iter()
        .flat_map(|column| std::iter::once(column.name).chain(column.also.iter().copied()))
        .collect()
}

/// The sheet of a book that has these `marks` among the columns; the office may have put others before it.
/// The first sheet where none has them, nothing where the book is empty.
pub(super) fn sheet_with(
    workbook: &Workbook,
    columns: &[Column],
    marks: [&str; 2],
) -> Option<Result<Table, Refusal>> {
    let known = known_names(columns);
    let mut first = None;
    for sheet in &workbook.sheets {
        let table = sheet.table(&known);
        if let Ok(found) = &table
            && marks.iter().all(|mark| found.column(mark).is_some())
        {
            return Some(table);
        }
        first.get_or_insert(table);
    }
    first
}

/// Where each column stands; `None` for an optional one that is absent.
///
/// # Errors
/// Names every required column that is missing and every one that stands there twice.
pub(super) fn locate(
    table: &Table,
    columns: &[Column],
    sheet: Option<&str>,
) -> Result<Vec<Option<usize>>, RegisterErrors> {
    let mut errors = RegisterErrors::default();
    let mut add = |field: Option<&str>, message: String| {
        errors.add(RegisterError {
            sheet: sheet.map(str::to_owned),
            row: Some(table.header_row),
            field: field.map(str::to_owned),
            message,
        });
    };
    let mut missing = Vec::new();
    let mut places = Vec::with_capacity(columns.len());
    for column in columns {
        let names = std::iter::once(&column.name).chain(column.also);
        let place = names.clone().find_map(|name| Some((name, table.column(name)?)));
        if let Some((name, first)) = place {
            let again = (first + 1..table.header.len()).find(|&other| table.header[other] == **name);
            if let Some(second) = again {
                add(
                    Some(name),
                    format!(
                        "这个列名出现了两次（{}列和{}列）；请只保留一列",
                        xunwang_sheet::column_letters(first),
                        xunwang_sheet::column_letters(second),
                    ),
                );
            }
        } else if column.required {
            missing.push(column.name);
        }
        places.push(place.map(|(_, place)| place));
    }
    if !missing.is_empty() {
        let expected: Vec<_> = columns.iter().map(|column| column.name).collect();
        add(
            None,
            format!(
                "表头缺少必需的列：{}；完整的列名是：{}",
                missing.join("、"),
                expected.join("、")
            ),
        );
    }
    if errors.total == 0 {
        Ok(places)
    } else {
        Err(errors)
    }
}
