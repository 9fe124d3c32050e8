//! Which column of a platform tool's export is what (对应关系): set down once for a tool, and used again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Platform;

/// What a column may be (导出字段).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolField {
    /// 账号编号
    Code,
    /// 平台ID
    Permanent,
    /// 平台账号
    Handle,
    /// 账号名称
    Name,
    /// 标题
    Title,
    /// 正文
    Text,
    /// 链接
    Address,
    /// 发布时间
    PublishedAt,
    /// 内容编号
    PostId,
    /// 是否已删除
    Deleted,
}

/// Names that tools give the columns, compared as headers are: the first that is there is proposed.
const NAMES: [(ToolField, &str, &[&str]); 10] = [
    (ToolField::Code, "账号编号", &["编号", "account_id"]),
    (
        ToolField::Permanent,
        "平台ID",
        &[
            "账号ID",
            "原始ID",
            "公众号ID",
            "uid",
            "userid",
            "user_id",
            "biz",
            "user.id",
            "user.idstr",
        ],
    ),
    (
        ToolField::Handle,
        "平台账号",
        &["微信号", "账号", "个性域名", "alias", "handle"],
    ),
    (
        ToolField::Name,
        "账号名称",
        &[
            "公众号",
            "公众号名称",
            "昵称",
            "作者",
            "账号昵称",
            "name",
            "nickname",
            "author",
            "user.screen_name",
        ],
    ),
    (
        ToolField::Title,
        "标题",
        &["文章标题", "内容标题", "作品标题", "作品描述", "title"],
    ),
    (
        ToolField::Text,
        "正文",
        &[
            "内容",
            "微博内容",
            "文章内容",
            "摘要",
            "content",
            "text",
            "digest",
        ],
    ),
    (
        ToolField::Address,
        "链接",
        &["网址", "文章链接", "原文链接", "作品链接", "url", "link", "href"],
    ),
    (
        ToolField::PublishedAt,
        "发布时间",
        &[
            "发表时间",
            "推送时间",
            "发布日期",
            "时间",
            "日期",
            "publish_time",
            "published_at",
            "created_at",
            "date_published",
            "pubdate",
        ],
    ),
    (
        ToolField::PostId,
        "内容编号",
        &["文章ID", "作品ID", "微博ID", "id", "msgid", "mid"],
    ),
    (
        ToolField::Deleted,
        "删除",
        &["是否删除", "已删除", "is_deleted", "deleted"],
    ),
];

impl ToolField {
    /// All of them, in the order in which they are asked for.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(field, ..)| *field)
    }

    /// What it is called.
    pub fn label(self) -> &'static str {
        NAMES
            .iter()
            .find(|(field, ..)| *field == self)
            .map_or("", |(_, name, _)| *name)
    }

    /// Its word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Permanent => "permanent",
            Self::Handle => "handle",
            Self::Name => "name",
            Self::Title => "title",
            Self::Text => "text",
            Self::Address => "address",
            Self::PublishedAt => "published_at",
            Self::PostId => "post_id",
            Self::Deleted => "deleted",
        }
    }

    /// Does it tell accounts apart?
    pub fn is_of_account(self) -> bool {
        matches!(self, Self::Code | Self::Permanent | Self::Handle | Self::Name)
    }
}

/// Which column of an export is what (对应关系).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolMapping {
    /// Its name, which the source bears too: “新媒体工具甲”.
    pub name: String,
    /// The platform whose accounts the export tells of; `None`: of any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// Does the tool show all posts of an account?
    pub sees_all: bool,
    /// The columns, by field.
    pub columns: BTreeMap<ToolField, String>,
}

impl ToolMapping {
    /// What the head of a table suggests.
    pub fn guessed(head: &[String]) -> BTreeMap<ToolField, String> {
        let mut columns = BTreeMap::new();
        for (field, name, also) in NAMES {
            let names = std::iter::once(name).chain(also.iter().copied());
            let mut known = names.filter_map(|name| head.iter().find(|own| own.eq_ignore_ascii_case(name)));
            let free = known.find(|own| !columns.values().any(|used| used == *own));
            if let Some(own) = free {
                columns.insert(field, own.clone());
            }
        }
        columns
    }

    /// The name of the source, as observations carry it.
    pub fn source(&self) -> String {
        format!("平台工具导出（{}）", self.name)
    }

    /// Is enough assigned?
    ///
    /// # Errors
    /// A Chinese sentence that says what is missing.
    pub fn check(&self) -> Result<(), &'static str> {
        let length = self.name.chars().count();
        let has = |field: ToolField| self.columns.contains_key(&field);
        if !(2..=20).contains(&length) {
            return Err("请给这个对应关系起个名字（2至20字），例如导出工具的名称");
        }
        if !ToolField::all().any(|field| field.is_of_account() && has(field)) {
            return Err("请指定哪一列是账号：账号编号、平台ID、平台账号、账号名称至少一项");
        }
        if !has(ToolField::PublishedAt) {
            return Err("请指定哪一列是发布时间");
        }
        if ![ToolField::Title, ToolField::Address, ToolField::PostId]
            .into_iter()
            .any(has)
        {
            return Err("请指定标题、链接、内容编号中的至少一项，否则分不清是哪一篇");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_suggests_what_each_column_is_and_no_column_is_two_things() {
        let head = ["公众号", "文章标题", "文章链接", "发布时间", "阅读数", "id"].map(str::to_owned);
        let columns = ToolMapping::guessed(&head);
        let told: Vec<_> = columns
            .iter()
            .map(|(field, name)| (field.label(), name.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("账号名称", "公众号"),
                ("标题", "文章标题"),
                ("链接", "文章链接"),
                ("发布时间", "发布时间"),
                ("内容编号", "id")
            ]
        );
        let mapping = ToolMapping {
            name: "工具甲".to_owned(),
            platform: None,
            sees_all: true,
            columns,
        };
        assert_eq!(mapping.check(), Ok(()));
        let without = |field: ToolField| {
            let mut mapping = mapping.clone();
            mapping.columns.remove(&field);
            mapping.check()
        };
        assert!(without(ToolField::Name).is_err() && without(ToolField::PublishedAt).is_err());
        assert!(without(ToolField::Title).is_ok());
    }
}
