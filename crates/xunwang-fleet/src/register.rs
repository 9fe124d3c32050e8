//! The register of a fleet (台账), in the columns of product.md.

use crate::Fleet;

/// Header row of the register.
const COLUMNS: [&str; 9] = [
    "网站标识码",
    "网站名称",
    "首页网址",
    "地区或部门",
    "主管单位",
    "主办单位",
    "网站类别",
    "运行状态",
    "对外服务",
];
const CHANNEL_COLUMNS: [&str; 5] = ["网站标识码", "栏目名称", "栏目网址", "栏目类别", "更新期限(天)"];

impl Fleet {
    /// The register as CSV in UTF-8 (台账).
    pub fn register_csv(&self) -> String {
        let rows = self.sites.iter().map(|site| {
            let identity = &site.identity;
            vec![
                identity.code.clone(),
                identity.name.clone(),
                site.url("/"),
                identity.area.clone(),
                identity.supervisor.clone(),
                identity.sponsor.clone(),
                identity.category.to_owned(),
                "正常运行".to_owned(),
                "是".to_owned(),
            ]
        });
        csv_text(&COLUMNS, rows)
    }

    /// The channels of all sites as CSV in UTF-8 (栏目): instead of discovering them.
    pub fn channels_csv(&self) -> String {
        let rows = self.sites.iter().flat_map(|site| {
            site.channels
                .iter()
                .filter(|channel| !channel.topic)
                .map(|channel| {
                    vec![
                        site.identity.code.clone(),
                        channel.name.clone(),
                        site.url(&channel.path),
                        channel.kind.word().to_owned(),
                        String::new(),
                    ]
                })
        });
        csv_text(&CHANNEL_COLUMNS, rows)
    }
}

fn csv_text(columns: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(columns);
    for row in rows {
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
