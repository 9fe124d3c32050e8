//! A record number in the footer whose form, province or link is not as it should be, for `form-irregular`.

use url::Url;
use xunwang_domain::facts::{PageMarks, PageRegion, SiteCase};
use xunwang_domain::finding::{Certainty, RuleCode};
use xunwang_domain::registry::SiteCode;
use xunwang_domain::standard::Standard;

use super::frame::{MarkRule, WrongMark, wrong};
use crate::report::RuleReport;

/// The rule that it is a part of.
const CODE: RuleCode = RuleCode("form-irregular");

/// Record numbers whose form is not as it should be.
pub(crate) fn check(case: &SiteCase<'_>, standard: &Standard) -> RuleReport {
    let rule = MarkRule {
        code: CODE,
        region: PageRegion::Footer,
        lack: "备案标识形式不规范",
    };
    let province = province(&case.site.code);
    let irregular = |marks: &PageMarks| {
        let numbers = marks.icp.iter().filter_map(|number| icp_number(number, province));
        let police = marks
            .police
            .iter()
            .filter_map(|number| police_number(number, province));
        let links = marks.icp_links.iter().filter_map(|link| {
            let hosts = ["beian.miit.gov.cn"];
            wrong_link(link, "ICP备案编号", &hosts)
        });
        let police_links = marks.police_links.iter().filter_map(|link| {
            let hosts = ["beian.gov.cn", "beian.mps.gov.cn"];
            wrong_link(link, "公安机关备案号", &hosts)
        });
        numbers.chain(police).chain(links).chain(police_links).collect()
    };
    wrong(&rule, irregular, case, standard)
}

/// Codes of the provinces (GB/T 2260) with the short names that record numbers begin with.
const PROVINCES: [(&str, char); 31] = [
    ("11", '京'),
    ("12", '津'),
    ("13", '冀'),
    ("14", '晋'),
    ("15", '蒙'),
    ("21", '辽'),
    ("22", '吉'),
    ("23", '黑'),
    ("31", '沪'),
    ("32", '苏'),
    ("33", '浙'),
    ("34", '皖'),
    ("35", '闽'),
    ("36", '赣'),
    ("37", '鲁'),
    ("41", '豫'),
    ("42", '鄂'),
    ("43", '湘'),
    ("44", '粤'),
    ("45", '桂'),
    ("46", '琼'),
    ("50", '渝'),
    ("51", '川'),
    ("52", '贵'),
    ("53", '云'),
    ("54", '藏'),
    ("61", '陕'),
    ("62", '甘'),
    ("63", '青'),
    ("64", '宁'),
    ("65", '新'),
];

/// The province of a local site; `None` where the code names none that we know.
fn province(code: &SiteCode) -> Option<(&'static str, char)> {
    let code = code.as_str();
    let local = code.bytes().all(|byte| byte.is_ascii_digit());
    PROVINCES
        .iter()
        .copied()
        .find(|(digits, _)| local && code.starts_with(digits))
}

/// Short names under which some provinces are also written.
fn is_short_name(written: char, province: char) -> bool {
    written == province
        || matches!(
            (written, province),
            ('蜀', '川') | ('黔', '贵') | ('滇', '云') | ('秦', '陕') | ('陇', '甘')
        )
}

fn icp_number(written: &str, province: Option<(&str, char)>) -> Option<WrongMark> {
    let (before, after) = written.split_once('备').or_else(|| written.split_once('证'))?;
    let digits: String = after.chars().filter(char::is_ascii_digit).collect();
    let serial = after
        .rsplit_once(['-', '—', '_'])
        .map_or("", |(_, serial)| serial);
    let own = digits.len() - serial.bytes().filter(u8::is_ascii_digit).count();
    let short = before.chars().next().filter(|c| !c.is_ascii());
    let problem = if short.is_none() {
        "没有省简称".to_owned()
    } else if !(8..=12).contains(&own) {
        format!("号码应为8至12位数字，现为{own}位")
    } else if !after.contains('号') {
        "没有“号”字".to_owned()
    } else {
        let (written, (_, province)) = (short?, province?);
        if is_short_name(written, province) {
            return None;
        }
        format!("省简称为“{written}”，网站标识码属“{province}”")
    };
    Some(suspected(written, format!("ICP备案编号“{written}”{problem}")))
}

fn police_number(written: &str, province: Option<(&str, char)>) -> Option<WrongMark> {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let problem = if digits.len() != 14 {
        format!("应为14位数字，现为{}位", digits.len())
    } else {
        let (code, _) = province?;
        if digits.starts_with(code) {
            return None;
        }
        format!("前两位为{}，网站标识码属{code}", &digits[..2])
    };
    Some(suspected(written, format!("公安机关备案号“{written}”{problem}")))
}

fn wrong_link(link: &str, what: &str, hosts: &[&str]) -> Option<WrongMark> {
    let absolute = if link.starts_with("//") {
        format!("https:{link}")
    } else {
        link.to_owned()
    };
    let address = Url::parse(&absolute).ok()?;
    let host = address.host_str()?;
    let bare = host.strip_prefix("www.").unwrap_or(host);
    if hosts.contains(&bare) {
        return None;
    }
    Some(suspected(
        &format!("{what} {host}"),
        format!("{what}的链接指向{host}，应为{}", hosts.join("或")),
    ))
}

fn suspected(value: &str, problem: String) -> WrongMark {
    WrongMark {
        value: value.to_owned(),
        problem,
        certainty: Certainty::Suspected,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::testing::scene;

    fn icp(code: &str, number: &str) -> String {
        scene()
            .coded(code)
            .frame(1, 10, |marks| {
                marks.icp = vec![number.to_owned()];
                marks.police.clear();
            })
            .check("form-irregular")
    }

    #[test]
    fn numbers_of_all_ages_pass() {
        for number in [
            "粤ICP备05000001号",
            "粤ICP备12345678号-1",
            "粤ICP备2021012345号-12",
            "粤icp备12345678号",
        ] {
            assert_eq!(icp("4401000001", number), "", "{number}");
        }
        assert_eq!(
            icp("BM07000001", "京ICP备04000001号"),
            "",
            "a department may be anywhere"
        );
        assert_eq!(icp("5101000001", "蜀ICP备05000001号"), "");
    }

    #[test]
    fn form_and_province_are_for_a_person() {
        expect![[r#"
            疑似 - Advice / / ×10 / 备案标识形式不规范：ICP备案编号“粤ICP备123456号”号码应为8至12位数字，现为6位（共10页）
        "#]]
        .assert_eq(&icp("4401000001", "粤ICP备123456号"));
        expect![[r#"
            疑似 - Advice / / ×10 / 备案标识形式不规范：ICP备案编号“湘ICP备12345678号-1”省简称为“湘”，网站标识码属“粤”（共10页）
        "#]]
        .assert_eq(&icp("4401000001", "湘ICP备12345678号-1"));
        let police = |number: &str| {
            scene()
                .coded("4401000001")
                .frame(1, 10, |marks| {
                    marks.icp.clear();
                    marks.police = vec![number.to_owned()];
                })
                .check("form-irregular")
        };
        assert_eq!(police("粤公网安备 44010002000001号"), "");
        expect![[r#"
            疑似 - Advice / / ×10 / 备案标识形式不规范：公安机关备案号“粤公网安备4401000200001号”应为14位数字，现为13位（共10页）
        "#]]
        .assert_eq(&police("粤公网安备4401000200001号"));
    }

    #[test]
    fn links_lead_to_the_registries() {
        let link = |icp: &str, police: &str| {
            scene()
                .frame(1, 10, |marks| {
                    marks.icp_links = vec![icp.to_owned()];
                    marks.police_links = vec![police.to_owned()];
                })
                .check("form-irregular")
        };
        assert_eq!(
            link(
                "//beian.miit.gov.cn",
                "http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=99010002000001"
            ),
            ""
        );
        expect![[r#"
            疑似 - Advice / / ×10 / 备案标识形式不规范：公安机关备案号的链接指向www.baidu.example，应为beian.gov.cn或beian.mps.gov.cn（共10页）
            疑似 - Advice / / ×10 / 备案标识形式不规范：ICP备案编号的链接指向www.miitbeian.gov.cn，应为beian.miit.gov.cn（共10页）
        "#]]
        .assert_eq(&link("http://www.miitbeian.gov.cn/", "https://www.baidu.example/"));
    }

    #[test]
    fn a_province_of_no_code_is_not_compared() {
        assert_eq!(icp("9901000001", "示ICP备12345678号-1"), "");
    }
}
