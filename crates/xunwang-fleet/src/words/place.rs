//! Invented places (虚构地名). None of them is a city of the national list of division codes.

use crate::Style;

/// A place name and the label of its host names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
}

const fn place(name: &'static str, label: &'static str) -> Place {
    Place { name, label }
}

/// The province: full name and the label of its host names.
pub(crate) fn province(style: Style) -> Place {
    match style {
        Style::Demo => place("示例省", "shili"),
        Style::Second => place("范例省", "fanli"),
        Style::Evaluation => place("试验省", "shiyan"),
    }
}

/// The 21 cities of the province, in the order of their division codes.
pub(crate) fn cities(style: Style) -> &'static [Place] {
    match style {
        Style::Demo => &DEMO_CITIES,
        Style::Second => &SECOND_CITIES,
        Style::Evaluation => &EVALUATION_CITIES,
    }
}

/// Counties, given to the cities in turn.
pub(crate) fn counties(style: Style) -> &'static [Place] {
    match style {
        Style::Demo => &DEMO_COUNTIES,
        Style::Second => &SECOND_COUNTIES,
        Style::Evaluation => &DEMO_COUNTIES,
    }
}

/// Departments of a province or a city (部门): the name after the place, and the label of the host.
pub(crate) fn bureaus() -> &'static [(&'static str, &'static str)] {
    &BUREAUS
}

const DEMO_CITIES: [Place; 21] = [
    place("云岭", "yunling"),
    place("青岚", "qinglan"),
    place("溪桥", "xiqiao"),
    place("松湾", "songwan"),
    place("望湖", "wanghu"),
    place("鹿原", "luyuan"),
    place("柳塘", "liutang"),
    place("碧川", "bichuan"),
    place("沧宁", "cangning"),
    place("金禾", "jinhe"),
    place("梧台", "wutai"),
    place("星渚", "xingzhu"),
    place("浔安", "xunan"),
    place("衡津", "hengjin"),
    place("映川", "yingchuan"),
    place("石楠", "shinan"),
    place("嘉澜", "jialan"),
    place("永澈", "yongche"),
    place("泊阳", "boyang"),
    place("锦屿", "jinyu"),
    place("芷湾", "zhiwan"),
];

const SECOND_CITIES: [Place; 21] = [
    place("瑞沙", "ruisha"),
    place("淳山", "chunshan"),
    place("岱南", "dainan"),
    place("川曲", "chuanqu"),
    place("霁州", "jizhou"),
    place("岚屏", "lanping"),
    place("清漪", "qingyi"),
    place("桑洲", "sangzhou"),
    place("榆澜", "yulan"),
    place("朔宁", "shuoning"),
    place("澜津", "lanjin"),
    place("苇州", "weizhou"),
    place("茗川", "mingchuan"),
    place("竹屿", "zhuyu"),
    place("棠洲", "tangzhou"),
    place("曲澜", "qulan"),
    place("归雁", "guiyan"),
    place("朝露", "zhaolu"),
    place("临霜", "linshuang"),
    place("兰渚", "lanzhu"),
    place("汐门", "ximen"),
];

const EVALUATION_CITIES: [Place; 21] = [
    place("云浦", "yunpu"),
    place("青槐", "qinghuai"),
    place("溪岚", "xilan"),
    place("松屏", "songping"),
    place("望榆", "wangyu"),
    place("鹿汀", "luting"),
    place("柳渚", "liuzhu"),
    place("碧梧", "biwu"),
    place("沧屿", "cangyu"),
    place("金棠", "jintang"),
    place("梧溪", "wuxi"),
    place("星河湾", "xinghewan"),
    place("浔屏", "xunping"),
    place("衡泽", "hengze"),
    place("映溪", "yingxi"),
    place("石渡", "shidu"),
    place("嘉榆", "jiayu"),
    place("永汀", "yongting"),
    place("泊澜", "bolan"),
    place("锦川口", "jinchuankou"),
    place("芷溪", "zhixi"),
];

const DEMO_COUNTIES: [Place; 6] = [
    place("青禾", "qinghe"),
    place("梅坡", "meipo"),
    place("桐溪", "tongxi"),
    place("沙渡", "shadu"),
    place("荷溪", "hexi"),
    place("麦岭", "mailing"),
];

const SECOND_COUNTIES: [Place; 6] = [
    place("禾丰", "hefeng"),
    place("苔原", "taiyuanxian"),
    place("柏溪", "baixi"),
    place("云渡", "yundu"),
    place("泉屏", "quanping"),
    place("谷澜", "gulan"),
];

const BUREAUS: [(&str, &str); 24] = [
    ("教育", "jyt"),
    ("财政", "czt"),
    ("民政", "mzt"),
    ("水务", "swt"),
    ("自然资源", "zrzy"),
    ("生态环境", "sthj"),
    ("交通运输", "jtys"),
    ("农业农村", "nync"),
    ("文化和旅游", "whly"),
    ("应急管理", "yjgl"),
    ("住房和城乡建设", "zjt"),
    ("商务", "swj"),
    ("科学技术", "kjt"),
    ("司法", "sft"),
    ("审计", "sjt"),
    ("林业", "lyj"),
    ("统计", "tjj"),
    ("体育", "tyj"),
    ("医疗保障", "ylbz"),
    ("市场监督管理", "scjg"),
    ("退役军人事务", "tyjr"),
    ("粮食和物资储备", "lswz"),
    ("地方金融监督管理", "jrj"),
    ("信访", "xfj"),
];
