//! Reading standards: the seed that the program carries, and files that an office has edited.

use thiserror::Error;
use xunwang_domain::standard::Standard;

/// A standard that cannot be used (检查指标文件有误), with the line where it can be told.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("检查指标文件{}有误：{reason}", line.map(|line| format!("第{line}行")).unwrap_or_default())]
pub struct StandardError {
    /// Line from 1.
    pub line: Option<usize>,
    /// What is wrong and what to do, in Chinese.
    pub reason: String,
}

/// Reads a standard in TOML (读入检查指标).
///
/// # Errors
/// Names the line, what is wrong there and what to write instead; or what contradicts itself in the table.
pub fn parse_standard(text: &str) -> Result<Standard, StandardError> {
    let standard: Standard = toml::from_str(text).map_err(|error| StandardError {
        line: error
            .span()
            .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1),
        reason: in_chinese(error.message()),
    })?;
    let faults = standard.faults();
    if faults.is_empty() {
        return Ok(standard);
    }
    Err(StandardError {
        line: None,
        reason: faults.join("；"),
    })
}

/// A standard as TOML that [`parse_standard`] reads again (导出检查指标).
///
/// # Panics
/// Never: a standard is made of texts, lists and tables.
pub fn standard_toml(standard: &Standard) -> String {
    toml::to_string(standard).expect("plain values serialize")
}

/// The seed of 国办秘函〔2019〕19号 (rulebook §1.2; rows of §1.4 for preview).
///
/// # Panics
/// Never: a test reads it.
pub fn guobanmihan_2019_19() -> Standard {
    parse_standard(include_str!("../standards/guobanmihan-2019-19.toml")).expect("the seed is well formed")
}

/// The reader speaks English; its few sentences are known, and ours come through as they are.
fn in_chinese(said: &str) -> String {
    let quoted = said.split('`').nth(1).unwrap_or_default();
    if said.starts_with("missing field") {
        format!("缺少必填项“{quoted}”，请补上")
    } else if said.starts_with("unknown field") {
        format!("不认识的项“{quoted}”，请检查拼写或删去")
    } else if said.starts_with("unknown variant") {
        let allowed: Vec<&str> = said.split('`').skip(3).step_by(2).collect();
        format!("不能取值“{quoted}”，可取：{}", allowed.join("、"))
    } else if said.starts_with("duplicate key") {
        "同一项写了两次，请只留一个".to_owned()
    } else if said.starts_with("invalid type") {
        format!("值的类型不对（{said}），请检查是否缺少或多了引号")
    } else if said.is_ascii() {
        format!("写法不合 TOML 格式（{said}），请检查引号、括号和等号")
    } else {
        said.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use xunwang_domain::registry::ChannelKind;
    use xunwang_domain::standard::{IndicatorKind, Measure, Scope, Trait};

    use super::*;
    use crate::registry::rule;

    #[test]
    fn the_seed_has_all_rows_of_the_six_vetoes() {
        let standard = guobanmihan_2019_19();
        let ids: Vec<&str> = standard.indicators.iter().map(|row| row.id.as_str()).collect();
        for id in [
            "WV1-1", "WV1-2", "WV1-3", "WV1-4", "WV1-5", "WV1-6", "WV2", "WV3", "WV4-1", "WV4-2", "WV4-3",
            "WV5-1", "WV5-2", "WV6-1", "WV6-2", "WV6-3", "P-20", "P-21", "P-22",
        ] {
            assert!(ids.contains(&id), "{id}");
        }
        let unconfirmed = |id: &str| !standard.indicator(id).unwrap().provenance.confirmed;
        assert!(["P-20", "P-21", "P-22", "WV6-3"].into_iter().all(unconfirmed));
    }

    #[test]
    fn a_standard_comes_back_from_toml_and_json_as_it_was() {
        let seed = guobanmihan_2019_19();
        let toml = standard_toml(&seed);
        assert_eq!(parse_standard(&toml).unwrap(), seed, "{toml}");
        let json = serde_json::to_string(&seed).unwrap();
        assert_eq!(serde_json::from_str::<Standard>(&json).unwrap(), seed);
        let mut odd = seed.clone();
        odd.indicators[0].wording = "引号\"\"\"'‘、\\反斜线\n换行\t＃ = [x] 一行".to_owned();
        odd.effective_to = odd.effective_from.succ_opt();
        odd.indicators[0].provenance.document = "示例函〔2026〕1号".to_owned();
        assert_eq!(parse_standard(&standard_toml(&odd)).unwrap(), odd);
    }

    #[test]
    fn rows_for_preview_are_unconfirmed_and_take_no_finding_from_another_row() {
        let standard = guobanmihan_2019_19();
        let scored = standard
            .indicators
            .iter()
            .filter(|row| row.kind != IndicatorKind::Veto);
        let rows: Vec<_> = scored.collect();
        assert_eq!(rows.len(), 32);
        assert!(
            rows.iter()
                .all(|row| !row.provenance.confirmed && row.scope == Scope::Portal)
        );
        assert!(rows.iter().all(|row| !row.group.is_empty()));
        let machine: Vec<&str> = rows
            .iter()
            .filter(|row| row.measure.counted().is_some())
            .map(|row| row.id.as_str())
            .collect();
        assert_eq!(machine, ["P-07", "P-20", "P-21", "P-22", "P-23"]);
    }

    #[test]
    fn a_channel_counts_for_the_first_row_that_fits_it() {
        let standard = guobanmihan_2019_19();
        let row = |kind, first_level| {
            let seen = Trait {
                channel: Some(kind),
                first_level,
                home: false,
            };
            standard
                .indicator_for("channel-stale", seen)
                .map(|row| row.id.as_str())
        };
        assert_eq!(row(ChannelKind::News, false), Some("WV4-1"));
        assert_eq!(row(ChannelKind::Notice, true), Some("WV4-1"));
        assert_eq!(row(ChannelKind::Notice, false), Some("WV4-2"));
        assert_eq!(row(ChannelKind::Interpretation, true), Some("WV4-2"));
        assert_eq!(row(ChannelKind::Personnel, true), None);
    }

    #[test]
    fn every_rule_that_is_here_and_counts_for_a_mark_or_link_has_a_row() {
        let standard = guobanmihan_2019_19();
        let counted = |code: &str| {
            let rows = standard.indicators.iter().filter_map(|row| row.measure.counted());
            rows.flatten().any(|counted| counted.rule == code)
        };
        for rule in crate::RULES {
            let without = [
                "date-missing",
                "updates-bulk",
                "article-duplicate",
                "channel-mismatch",
                "link-advert",
                "fragment-dead",
                "certificate-invalid",
                "form-irregular",
                "wording-irregular",
                "typo",
                "privacy-leak",
                "text-injected",
                "reprint-incomplete",
            ]
            .contains(&rule.code.0);
            assert_eq!(counted(rule.code.0), !without, "{}", rule.code);
        }
        assert!(rule("site-unreachable").is_none() && counted("site-unreachable"));
    }

    #[test]
    fn points_of_links_are_exact() {
        let standard = guobanmihan_2019_19();
        let row = standard.indicator("P-22").unwrap();
        assert!(matches!(row.measure, Measure::Each { .. }));
        for (home, hundredths) in [(true, 10), (false, 1)] {
            let seen = Trait {
                home,
                ..Trait::default()
            };
            assert_eq!(
                row.counts("link-dead", seen).unwrap().points.unwrap().0,
                hundredths
            );
        }
    }

    #[test]
    fn a_wrong_table_says_where_and_what() {
        let seed = include_str!("../standards/guobanmihan-2019-19.toml");
        let broken = |from: &str, to: &str| {
            assert!(seed.contains(from), "{from}");
            parse_standard(&seed.replacen(from, to, 1))
                .unwrap_err()
                .to_string()
        };
        for (from, to, said) in [
            ("\"超过(含)5\"", "\"大于5\"", "阈值“大于5”看不懂"),
            (
                "\"动态要闻\" = \"14天\"",
                "\"动态要闻\" = \"两周\"",
                "期限“两周”看不懂",
            ),
            (
                "channels = [\"动态要闻\"]",
                "channels = [\"新闻\"]",
                "不认识的栏目类别“新闻”",
            ),
            (
                "kind = \"veto\"",
                "kind = \"否决\"",
                "不能取值“否决”，可取：veto、deduction、bonus",
            ),
            ("document =", "dokument =", "不认识的项“dokument”"),
            ("id = \"WV4-2\"", "id = \"WV4-1\"", "指标“WV4-1”重复"),
            ("[terms]", "[terms", "不合 TOML 格式"),
            ("deduction = \"75\"", "deduction = \"0\"", "满分应大于0"),
            ("fails = \"低于60\"", "fails = \"60\"", "阈值“60”看不懂"),
        ] {
            let error = broken(from, to);
            assert!(error.contains(said), "{error}");
        }
        let error = parse_standard(&seed.replacen("\"动态要闻\" = \"14天\"", "\"动态要闻\" = \"两周\"", 1))
            .unwrap_err();
        assert!(error.line.is_some(), "{error}");
    }
}
