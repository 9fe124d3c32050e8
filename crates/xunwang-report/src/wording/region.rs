//! The words that depend on who issues the circular (层级用语): 全省, 省政府办公厅, 地级以上市, 主送机关.

use xunwang_domain::circular::{AreaKind, CircularFacts};

/// The issuer's level in words (发文机关层级用语).
pub(crate) struct Region {
    /// The issuer as the text calls it, e.g. 省政府办公厅.
    pub office: String,
    /// 全省, 全市.
    pub whole: &'static str,
    /// 省委、省政府.
    pub leaders: &'static str,
    /// What a city is called with a number: 地级以上市.
    pub city: &'static str,
    /// Those who must rectify: 有关地市和省直单位.
    pub concerned: &'static str,
    /// The addressees with the closing colon.
    pub salutation: String,
}

impl Region {
    /// Read off the issuer's name (据发文机关名称).
    pub(crate) fn of(facts: &CircularFacts) -> Self {
        let issuer = facts.issuer.trim();
        let named = |whole, leaders, city, concerned, salutation: &str| Self {
            office: short_office(issuer),
            whole,
            leaders,
            city,
            concerned,
            salutation: salutation.to_owned(),
        };
        if issuer.contains("自治区人民政府") {
            return named(
                "全区",
                "自治区党委、自治区人民政府",
                "设区市（盟、州）",
                "有关地区和区直单位",
                "各设区市人民政府（各盟行政公署、自治州人民政府），各县（市、区、旗）人民政府，自治区人民政府各部门、各直属机构：",
            );
        }
        if place_end(issuer, '省').is_some() {
            return named(
                "全省",
                "省委、省政府",
                "地级以上市",
                "有关地市和省直单位",
                "各地级以上市人民政府，各县（市、区）人民政府，省政府各部门、各直属机构：",
            );
        }
        if ["北京市", "天津市", "上海市", "重庆市"]
            .iter()
            .any(|name| issuer.starts_with(name))
        {
            return named(
                "全市",
                "市委、市政府",
                "区（县）",
                "有关区县和市级部门",
                "各区（县）人民政府，市政府各部门、各直属机构：",
            );
        }
        if place_end(issuer, '市').is_some() {
            return named(
                "全市",
                "市委、市政府",
                "县（市、区）",
                "有关县（市、区）和市直单位",
                "各县（市、区）人民政府，市政府各部门、各直属机构：",
            );
        }
        if place_end(issuer, '州').is_some() {
            return named(
                "全州",
                "州委、州政府",
                "县（市）",
                "有关县（市）和州直单位",
                "各县（市）人民政府，州政府各部门、各直属机构：",
            );
        }
        if let Some(whole) = place_end(issuer, '县')
            .map(|_| "全县")
            .or(place_end(issuer, '区').map(|_| "全区"))
        {
            return named(
                whole,
                "上级",
                "乡镇（街道）",
                "有关乡镇（街道）和部门",
                "各乡镇人民政府、街道办事处，政府各部门、各直属机构：",
            );
        }
        let has_cities = facts.areas.iter().any(|area| area.kind == AreaKind::City);
        let salutation = if has_cities {
            "各有关地区、各有关单位："
        } else {
            "各有关单位："
        };
        named("本地区", "上级", "地区", "有关地区和单位", salutation)
    }
}

/// “广东省人民政府办公厅” is called 省政府办公厅 in its own text.
fn short_office(issuer: &str) -> String {
    if issuer.contains("自治区") {
        return issuer
            .find("自治区")
            .map_or(issuer, |start| &issuer[start..])
            .to_owned();
    }
    let start = ['省', '市', '州', '县', '区']
        .into_iter()
        .find_map(|end| place_end(issuer, end));
    start
        .map_or(issuer, |start| &issuer[start..])
        .replacen("人民政府", "政府", 1)
}

/// Where the place name's last character stands, if the issuer's name begins with such a place.
fn place_end(issuer: &str, end: char) -> Option<usize> {
    let (position, (start, _)) = issuer
        .char_indices()
        .enumerate()
        .find(|(_, (_, letter))| *letter == end)?;
    (2..=9).contains(&position).then_some(start)
}

/// A city's name in a list: 广州市 is listed as 广州 (列举时的简称).
pub(crate) fn short_city(name: &str) -> &str {
    name.strip_suffix('市')
        .filter(|short| short.chars().count() >= 2)
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::{short_city, short_office};

    #[test]
    fn the_issuer_is_called_by_its_level() {
        assert_eq!(short_office("广东省人民政府办公厅"), "省政府办公厅");
        assert_eq!(short_office("青川市人民政府办公室"), "市政府办公室");
        assert_eq!(
            short_office("示例省政务服务和数据管理局"),
            "省政务服务和数据管理局"
        );
        assert_eq!(short_office("某某委员会"), "某某委员会");
        assert_eq!(short_city("广州市"), "广州");
        assert_eq!(short_city("广州"), "广州");
        assert_eq!(short_city("云岭州"), "云岭州");
    }
}
