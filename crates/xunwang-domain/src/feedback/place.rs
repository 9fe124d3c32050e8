//! Which province a message is of, by the code of its site (I-01 … I-04).

/// What stands for messages whose site is in no register (未登记网站, ZR-06).
pub const NO_SITE: &str = "未登记网站";

/// The first two digits of the division codes (行政区划代码前两位, GB/T 2260) with the short names.
const REGIONS: [(&str, &str); 34] = [
    ("11", "北京"),
    ("12", "天津"),
    ("13", "河北"),
    ("14", "山西"),
    ("15", "内蒙古"),
    ("21", "辽宁"),
    ("22", "吉林"),
    ("23", "黑龙江"),
    ("31", "上海"),
    ("32", "江苏"),
    ("33", "浙江"),
    ("34", "安徽"),
    ("35", "福建"),
    ("36", "江西"),
    ("37", "山东"),
    ("41", "河南"),
    ("42", "湖北"),
    ("43", "湖南"),
    ("44", "广东"),
    ("45", "广西"),
    ("46", "海南"),
    ("50", "重庆"),
    ("51", "四川"),
    ("52", "贵州"),
    ("53", "云南"),
    ("54", "西藏"),
    ("61", "陕西"),
    ("62", "甘肃"),
    ("63", "青海"),
    ("64", "宁夏"),
    ("65", "新疆"),
    ("71", "台湾"),
    ("81", "香港"),
    ("82", "澳门"),
];

/// The province's short name, 国务院部门, 新疆兵团, or 未登记网站 where no code says (所属省份).
pub fn region_of(site_code: &str) -> &'static str {
    let code = site_code.trim().to_ascii_uppercase();
    if code.starts_with("BM") {
        return "国务院部门";
    }
    if code.starts_with("BT") {
        return "新疆兵团";
    }
    let head = code.get(..2).unwrap_or_default();
    REGIONS
        .iter()
        .find(|row| row.0 == head)
        .map_or(NO_SITE, |row| row.1)
}
