//! The lexicons that ship: official terms and how they are mistyped, common slips, wording, injected spam.

use std::sync::{Arc, LazyLock};

use super::Lexicon;
use crate::table::{TableRefusal, tabbed};

/// The seed lexicons (内置词库), the gravest first; read once, on first use.
///
/// An office adds its own behind them and so overrules them ([`super::Matcher::compile`]).
pub fn seed_lexicons() -> &'static [Arc<Lexicon>] {
    static SEEDS: LazyLock<Vec<Arc<Lexicon>>> = LazyLock::new(|| {
        let tables = [
            (
                "seed-terms",
                "重要名称和提法误写",
                include_str!("../../data/seed/terms.tsv"),
            ),
            (
                "seed-wording",
                "规范表述",
                include_str!("../../data/seed/wording.tsv"),
            ),
            (
                "seed-typos",
                "常见错别字",
                include_str!("../../data/seed/typos.tsv"),
            ),
            (
                "seed-spam",
                "植入的赌博、色情、诈骗信息",
                include_str!("../../data/seed/spam.tsv"),
            ),
        ];
        // A fault in a table of ours leaves it out; a test holds that there is none.
        tables
            .into_iter()
            .filter_map(|(id, title, table)| read(id, title, table).ok())
            .map(Arc::new)
            .collect()
    });
    &SEEDS
}

/// The version of the tables: the day on which they were last changed, and which change of that day.
const VERSION: &str = "2026-11-26.3";

fn read(id: &str, title: &str, table: &str) -> Result<Lexicon, TableRefusal> {
    let (header, rows) = tabbed(table);
    Lexicon::from_rows((id, VERSION, title), &header, &rows)
}

#[cfg(test)]
mod tests {
    use super::{read, seed_lexicons};
    use crate::table::TableRefusal;

    #[test]
    fn every_seed_table_is_read_whole() -> Result<(), TableRefusal> {
        read("wording", "", include_str!("../../data/seed/wording.tsv"))?;
        read("terms", "", include_str!("../../data/seed/terms.tsv"))?;
        read("typos", "", include_str!("../../data/seed/typos.tsv"))?;
        read("spam", "", include_str!("../../data/seed/spam.tsv"))?;
        assert_eq!(seed_lexicons().len(), 4);
        let forms = |id: &str| -> usize {
            let lexicon = seed_lexicons().iter().find(|lexicon| lexicon.id == id);
            lexicon.map_or(0, |lexicon| {
                lexicon.entries.iter().map(|entry| entry.wrong.len()).sum()
            })
        };
        assert!(forms("seed-typos") >= 1_500 && forms("seed-terms") >= 5_000 && forms("seed-spam") >= 500);
        Ok(())
    }
}
