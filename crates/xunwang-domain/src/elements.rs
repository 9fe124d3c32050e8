//! The elements of a page that facts point to (元素): enough of the tree to say where on the page something stands.

use std::hash::BuildHasher;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::strings::Strings;

/// A selector has at most so many steps.
const MOST_STEPS: usize = 8;

/// The elements on the ways from the root to links and lists (元素树). Index 0 is the root; by default there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elements {
    #[serde(serialize_with = "write_elements", deserialize_with = "read_elements")]
    elements: Vec<Element>,
    names: Strings,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Element {
    parent: u32,
    nth: u16,
}

/// The ways to elements as numbers (元素路径), each from the nearest ancestor with an id: elements with equal numbers have
/// equal selectors, on this page and on others.
#[derive(Debug)]
pub struct Ways<'page, Hash> {
    elements: &'page Elements,
    hasher: &'page Hash,
    /// By element; 0: not worked out.
    known: Vec<u64>,
    waiting: Vec<u32>,
}

impl<'page, Hash: BuildHasher> Ways<'page, Hash> {
    /// The elements.
    pub fn elements(&self) -> &'page Elements {
        self.elements
    }

    /// The number of the way to an element.
    pub fn of(&mut self, element: u32) -> u64 {
        let Self { elements, hasher, .. } = *self;
        self.known.resize(elements.elements.len(), 0);
        let (mut number, mut way) = (element, 0);
        while let Some(&known) = self.known.get(number as usize) {
            if known != 0 {
                way = known;
                break;
            }
            self.waiting.push(number);
            if number == 0 || elements.name(number).contains('#') {
                break;
            }
            let parent = elements.parent(number);
            if parent >= number {
                break;
            }
            number = parent;
        }
        while let Some(number) = self.waiting.pop() {
            let name = elements.name(number);
            way = if name.contains('#') {
                hasher.hash_one(name)
            } else {
                hasher.hash_one((way, elements.elements[number as usize].nth, name))
            };
            self.known[number as usize] = way;
        }
        way
    }
}

impl Elements {
    /// The root alone.
    pub fn new() -> Self {
        let mut elements = Self {
            elements: Vec::with_capacity(256),
            names: Strings::with_capacity(256, 2048),
        };
        elements.add(0, 1, |name| name.push_str("html"));
        elements
    }

    /// Adds an element that is number `nth` (from 1) among the siblings of its tag; `write_name` appends its tag name
    /// in lower case, with `#id` or the first `.class` where it has one, and leaves alone what stands before.
    pub fn add(&mut self, parent: u32, nth: u16, write_name: impl FnOnce(&mut String)) -> u32 {
        self.names.push_with(write_name);
        self.elements.push(Element { parent, nth });
        (self.elements.len() - 1) as u32
    }

    /// The name of an element, e.g. `ul.list`; empty for a number that is none.
    #[inline]
    pub fn name(&self, element: u32) -> &str {
        self.names.get(element as usize).unwrap_or_default()
    }

    /// The parent of an element; the root's is itself.
    #[inline]
    pub fn parent(&self, element: u32) -> u32 {
        self.elements
            .get(element as usize)
            .map_or(0, |element| element.parent)
    }

    /// A CSS selector of an element, e.g. `div.main > ul.list > li:nth-of-type(3) > a`: from the nearest ancestor with
    /// an id down, at most eight steps.
    pub fn selector(&self, element: u32) -> String {
        let mut selector = String::new();
        self.write_selector(element, &mut selector);
        selector
    }

    /// The ways to its elements, as numbers.
    pub fn ways<'page, Hash: BuildHasher>(&'page self, hasher: &'page Hash) -> Ways<'page, Hash> {
        Ways {
            elements: self,
            hasher,
            known: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// Appends the selector of an element.
    pub fn write_selector(&self, element: u32, out: &mut String) {
        let mut steps = [element; MOST_STEPS];
        let mut count = 0;
        let mut index = element;
        while index != 0 && count < MOST_STEPS && self.elements.len() > index as usize {
            steps[count] = index;
            count += 1;
            if self.name(index).contains('#') {
                break;
            }
            index = self.parent(index);
        }
        for (step, &index) in steps[..count].iter().rev().enumerate() {
            if step > 0 {
                out.push_str(" > ");
            }
            let nth = self.elements[index as usize].nth;
            let name = self.name(index);
            out.push_str(name);
            if nth > 1 && !name.contains('#') {
                out.push_str(":nth-of-type(");
                push_number(nth, out);
                out.push(')');
            }
        }
    }
}

/// Appends a number in decimal: a selector is written for every place of a link, and formatting would take half its time.
fn push_number(number: u16, out: &mut String) {
    if number >= 10 {
        push_number(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Parents are written by their distance, so that equal parts of two pages are written alike.
fn write_elements<S: Serializer>(elements: &[Element], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(
        (0u32..)
            .zip(elements)
            .map(|(number, element)| (number.saturating_sub(element.parent), element.nth)),
    )
}

fn read_elements<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Element>, D::Error> {
    let distances = Vec::<(u32, u16)>::deserialize(deserializer)?;
    let element = |(number, (distance, nth)): (u32, (u32, u16))| Element {
        parent: number.saturating_sub(distance),
        nth,
    };
    Ok((0..).zip(distances).map(element).collect())
}

#[cfg(test)]
mod tests {
    use std::hash::RandomState;

    use super::*;

    #[test]
    fn a_selector_begins_at_an_id_and_numbers_siblings() {
        let mut elements = Elements::new();
        let mut parent = 0;
        for (name, nth) in [("body", 1), ("div#main", 3), ("ul.list", 1), ("li", 12), ("a", 1)] {
            parent = elements.add(parent, nth, |names| names.push_str(name));
        }
        assert_eq!(
            elements.selector(parent),
            "div#main > ul.list > li:nth-of-type(12) > a"
        );
        for _ in 0..10 {
            parent = elements.add(parent, 2, |names| names.push_str("div"));
        }
        let selector = elements.selector(parent);
        assert_eq!(selector.matches("div:nth-of-type(2)").count(), MOST_STEPS);
    }

    #[test]
    fn equal_ways_are_equal_selectors_whatever_stands_above_an_id() {
        let hasher = RandomState::new();
        let page = |above: u16, item: u16| {
            let mut elements = Elements::new();
            let mut parent = 0;
            for (name, nth) in [
                ("div", above),
                ("div#main", 3),
                ("ul.list", 1),
                ("li", item),
                ("a", 1),
            ] {
                parent = elements.add(parent, nth, |names| names.push_str(name));
            }
            (elements.ways(&hasher).of(parent), elements.selector(parent))
        };
        let (first, others) = (page(1, 2), [page(2, 2), page(1, 3)]);
        for (other, is_same) in others.iter().zip([true, false]) {
            assert_eq!(first.0 == other.0, is_same);
            assert_eq!(first.1 == other.1, is_same);
        }
    }
}
