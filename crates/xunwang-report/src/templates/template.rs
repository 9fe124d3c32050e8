//! One sentence with places to fill in (模板句): words and `{names}` in turn.

/// A sentence with its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(pub(crate) Vec<Piece>);

/// A part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Words as they stand.
    Words(String),
    /// The name of what is to be filled in.
    Place(String),
}

impl Template {
    /// Reads a sentence; a brace without its partner is told in Chinese.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let Some((name, next)) = after.split_once('}') else {
                return Err("有“{”没有“}”，请补上".to_owned());
            };
            if words.contains('}') || name.contains('{') {
                return Err("“{”“}”没有成对，请改正".to_owned());
            }
            if !words.is_empty() {
                pieces.push(Piece::Words(words.to_owned()));
            }
            pieces.push(Piece::Place(name.trim().to_owned()));
            rest = next;
        }
        if rest.contains('}') {
            return Err("有“}”没有“{”，请改正".to_owned());
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Ok(Self(pieces))
    }

    /// The names to be filled in.
    pub(crate) fn places(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Place(name) => Some(name.as_str()),
            Piece::Words(_) => None,
        })
    }
}
