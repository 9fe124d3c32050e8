//! A message as it was counted (计入统计的留言): kept beside the figures that it stands behind.

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::record::FeedbackId;
use super::tally::{Bin, Tally};

/// One counted message (计入统计的留言): where it was when the figures were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedMessage {
    /// 内部编号
    pub id: FeedbackId,
    /// 编号
    pub number: String,
    /// 网站标识码, empty where the address belongs to no registered site.
    pub site: String,
    /// Its bin at that moment.
    pub bin: Bin,
}

/// The counted messages of a paper with their figures (计入统计的留言及数量). There may be ten thousand, and most who open the paper
/// want the figures alone: each message is read only where it is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CountedMessages {
    /// How many are in each bin.
    pub tally: Tally,
    /// Bin, number within, code and number of each.
    kept: String,
}

/// Between two messages, and between the parts of one; neither stands in a part.
const NEXT: char = ';';
const WITHIN: char = ' ';

impl CountedMessages {
    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Each of them, in the order in which they were counted.
    pub fn iter(&self) -> impl Iterator<Item = CountedMessage> {
        self.kept.split(NEXT).filter_map(|one| {
            let mut parts = one.split(WITHIN);
            let bin = Bin::of_word(parts.next()?)?;
            let id = FeedbackId(Uuid::parse_str(parts.next()?).ok()?);
            let (site, number) = (plain(parts.next()?), plain(parts.next()?));
            Some(CountedMessage {
                id,
                number,
                site,
                bin,
            })
        })
    }
}

impl FromIterator<CountedMessage> for CountedMessages {
    fn from_iter<I: IntoIterator<Item = CountedMessage>>(messages: I) -> Self {
        let mut counted = Self::default();
        for one in messages {
            counted.tally.add(one.bin, 1);
            if !counted.kept.is_empty() {
                counted.kept.push(NEXT);
            }
            let parts = [
                one.bin.word().to_owned(),
                one.id.0.simple().to_string(),
                escaped(&one.site),
                escaped(&one.number),
            ];
            counted.kept.push_str(&parts.join(&WITHIN.to_string()));
        }
        counted
    }
}

const ESCAPED: [(&str, &str); 3] = [("%", "%25"), (";", "%3B"), (" ", "%20")];

fn escaped(text: &str) -> String {
    let escape = |text: String, (sign, code): &(&str, &str)| text.replace(sign, code);
    ESCAPED.iter().fold(text.to_owned(), escape)
}

fn plain(text: &str) -> String {
    let plain = |text: String, (sign, code): &(&str, &str)| text.replace(code, sign);
    ESCAPED.iter().rev().fold(text.to_owned(), plain)
}

/// Papers that were kept before have a plain list.
impl<'de> Deserialize<'de> for CountedMessages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = CountedMessages;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the messages, or their figures and what is kept of each")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = list.next_element::<CountedMessage>()? {
                    all.push(one);
                }
                Ok(all.into_iter().collect())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut counted = CountedMessages::default();
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        "tally" => counted.tally = map.next_value()?,
                        "kept" => counted.kept = map.next_value()?,
                        _ => drop(map.next_value::<serde::de::IgnoredAny>()?),
                    }
                }
                Ok(counted)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(number: &str, site: &str, bin: Bin) -> CountedMessage {
        CountedMessage {
            id: FeedbackId(Uuid::from_u128(7)),
            number: number.to_owned(),
            site: site.to_owned(),
            bin,
        }
    }

    #[test]
    fn what_is_kept_is_what_was_counted() {
        let all = vec![
            message("2026 11;%20", "9901000001", Bin::ClosedOnTime),
            message("", "", Bin::Overdue),
            message("N-1\"\\", "9902000001", Bin::Undated),
        ];
        let counted: CountedMessages = all.clone().into_iter().collect();
        assert_eq!((counted.tally.received, counted.tally.closed_on_time), (3, 1));
        let kept: CountedMessages = serde_json::from_str(&serde_json::to_string(&counted).unwrap()).unwrap();
        assert_eq!(kept, counted);
        assert_eq!(kept.iter().collect::<Vec<_>>(), all);
        // A plain list, as it was kept before.
        let list: CountedMessages = serde_json::from_str(&serde_json::to_string(&all).unwrap()).unwrap();
        assert_eq!(list, counted);
        assert!(CountedMessages::default().is_empty() && CountedMessages::default().iter().next().is_none());
    }
}
