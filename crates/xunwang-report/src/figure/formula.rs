//! A figure as a formula over the values of a document (算式): `count(sites[judgement=unqualified])`,
//! `sum(areas[].failed)`, `part / whole`. The same text stands in `data-ref` of the HTML, so that whoever has the values can
//! work every printed number out again.
//!
//! ```text
//! formula := sum [ "/" sum ]                      with "/" a rate, else a number
//! sum     := term { ("+" | "-") term }
//! term    := [ number "*" ] ( ( "count(" | "distinct(" | "sum(" ) path ")" | path | number | "(" sum ")" )
//! path    := name [ "[" ( index | "" | field ("=" | "!=" | ">") word ) "]" { condition } ] { "." … }
//! ```

use std::collections::BTreeSet;

use serde_json::Value as Json;
use xunwang_domain::circular::Rate;

use super::Value;

/// Parentheses within parentheses.
const DEEPEST: usize = 8;

/// What a formula comes to (计算); none where it is not known, is below zero, or is no formula.
pub(crate) fn value_of(formula: &str, values: &Json) -> Option<Value> {
    let mut reader = Reader {
        rest: formula,
        values,
        depth: 0,
    };
    let part = reader.sum()?;
    let value = if reader.take("/") {
        let whole = reader.sum()?;
        Value::Rate(Rate {
            part: u64::try_from(part).ok()?,
            whole: u64::try_from(whole).ok()?,
        })
    } else {
        Value::Count(u64::try_from(part).ok()?)
    };
    reader.rest.trim().is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    values: &'a Json,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, word: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(word);
        rest.map(|rest| self.rest = rest).is_some()
    }

    fn sum(&mut self) -> Option<i128> {
        let mut sum = self.term()?;
        loop {
            if self.take("+") {
                sum = sum.checked_add(self.term()?)?;
            } else if self.take("-") {
                sum = sum.checked_sub(self.term()?)?;
            } else {
                return Some(sum);
            }
        }
    }

    fn term(&mut self) -> Option<i128> {
        if self.take("(") {
            self.depth += 1;
            let inner = (self.depth <= DEEPEST).then(|| self.sum())??;
            return self.take(")").then_some(inner);
        }
        self.rest = self.rest.trim_start();
        let digits = self.word(|letter| letter.is_ascii_digit());
        if !digits.is_empty() {
            let number: i128 = digits.parse().ok()?;
            return if self.take("*") {
                number.checked_mul(self.term()?)
            } else {
                Some(number)
            };
        }
        if self.take("count(") {
            let found = self.path()?;
            let is_known = found.iter().all(|value| !value.is_null());
            return (is_known && self.take(")")).then_some(found.len() as i128);
        }
        if self.take("distinct(") {
            let found = self.path()?;
            let texts: BTreeSet<&str> = found.iter().filter_map(|value| value.as_str()).collect();
            return self.take(")").then_some(texts.len() as i128);
        }
        if self.take("sum(") {
            let mut sum = 0_i128;
            for value in self.path()? {
                sum = sum.checked_add(i128::from(value.as_u64()?))?;
            }
            return self.take(")").then_some(sum);
        }
        match self.path()?.as_slice() {
            [one] => one.as_u64().map(i128::from),
            _ => None,
        }
    }

    /// The values that a path leads to; none where it leads nowhere.
    fn path(&mut self) -> Option<Vec<&'a Json>> {
        let mut found = vec![self.values];
        loop {
            let name = self.word(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            if name.is_empty() {
                return None;
            }
            found = found
                .into_iter()
                .map(|value| value.get(name))
                .collect::<Option<Vec<_>>>()?;
            if self.rest.starts_with('[') {
                found = self.chosen(found)?;
            } else if let [Json::Array(all)] = found.as_slice() {
                found = all.iter().collect();
            }
            if !self.rest.starts_with('.') {
                return Some(found);
            }
            self.rest = self.rest.get(1..)?;
        }
    }

    /// One of a list, all of it, or those that a condition holds of.
    fn chosen(&mut self, lists: Vec<&'a Json>) -> Option<Vec<&'a Json>> {
        let (inside, rest) = self.rest.get(1..)?.split_once(']')?;
        self.rest = rest;
        let mut all = Vec::new();
        for list in lists {
            all.extend(list.as_array()?);
        }
        if let Some(more) = self.rest.strip_prefix('[') {
            let (second, rest) = more.split_once(']')?;
            self.rest = rest;
            all = chosen(chosen(all, inside)?, second)?;
            return Some(all);
        }
        chosen(all, inside)
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self
            .rest
            .find(|letter| !belongs(letter))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }
}

/// One of a list, all of it, or those that a condition holds of.
fn chosen<'a>(mut all: Vec<&'a Json>, inside: &str) -> Option<Vec<&'a Json>> {
    if inside.is_empty() {
        return Some(all);
    }
    if let Ok(index) = inside.parse::<usize>() {
        return Some(vec![*all.get(index)?]);
    }
    let holds: Box<dyn Fn(&Json) -> bool> = if let Some((field, word)) = inside.split_once("!=") {
        Box::new(move |one| !is(one.get(field), word))
    } else if let Some((field, word)) = inside.split_once('=') {
        Box::new(move |one| is(one.get(field), word))
    } else {
        let (field, least) = inside.split_once('>')?;
        let least: u64 = least.parse().ok()?;
        Box::new(move |one| {
            one.get(field)
                .and_then(Json::as_u64)
                .is_some_and(|number| number > least)
        })
    };
    all.retain(|one| holds(one));
    Some(all)
}

/// Whether a field says this word; `null` is what nobody has said.
fn is(field: Option<&Json>, word: &str) -> bool {
    match field {
        None | Some(Json::Null) => word == "null",
        Some(Json::String(text)) => text == word,
        Some(Json::Bool(flag)) => flag.to_string() == word,
        Some(Json::Number(number)) => number.to_string() == word,
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_count_add_and_divide_and_know_what_they_do_not_know() {
        let values = serde_json::json!({
            "areas": [
                {"name": "青川市", "failed": 2, "checked": 5, "sites": [{"state": "bad", "n": 3}, {"state": "good", "n": 0}]},
                {"name": "云岭市", "failed": null, "checked": 4, "sites": [{"state": "bad", "n": 1}]},
            ],
            "whole": 9,
        });
        let count = |formula: &str| match value_of(formula, &values) {
            Some(Value::Count(number)) => Some(number),
            _ => None,
        };
        assert_eq!(count("count(areas)"), Some(2));
        assert_eq!(count("count(areas[].sites[state=bad])"), Some(2));
        assert_eq!(count("count(areas[].sites[n>0]) + whole"), Some(11));
        assert_eq!(count("sum(areas[].checked) - 2 * areas[0].failed"), Some(5));
        assert_eq!(count("2 * (whole - 1)"), Some(16));
        assert_eq!(count("distinct(areas[].sites[].state)"), Some(2));
        assert_eq!(count("count(areas[0].sites[state=bad][n>3])"), Some(0));
        assert_eq!(count("count(areas[failed=null])"), Some(1));
        assert_eq!(
            value_of("areas[0].failed / areas[0].checked", &values),
            Some(Value::Rate(Rate { part: 2, whole: 5 }))
        );
        for unknown in [
            "sum(areas[].failed)",
            "areas[7].failed",
            "areas[0].failed - whole",
            "nothing",
            "count(areas",
            "whole whole",
            "((((((((((whole))))))))))",
            "",
        ] {
            assert_eq!(value_of(unknown, &values), None, "{unknown}");
        }
    }
}
