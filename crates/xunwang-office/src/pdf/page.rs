//! One page: its description is followed as a printer would, keeping only the characters and where they are set.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::dict::Dict;
use hayro_syntax::object::{Array, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use super::budget::Budget;
use super::font::{Collections, Font};
use super::layout::{Glyph, Sheet};
use super::matrix::Matrix;
use super::names;
use crate::limits;

/// What is kept from page to page.
#[derive(Default)]
pub(super) struct Shelf {
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
    collections: Collections,
}

/// Follows the description of a page.
pub(super) fn follow(page: &Page<'_>, shelf: &mut Shelf, budget: &mut Budget, sheet: &mut Sheet) {
    let Some(description) = description(page, budget) else {
        return;
    };
    let mut walk = Walk {
        shelf,
        budget,
        sheet,
        own_fonts: HashMap::new(),
    };
    walk.run(&description, page.resources(), Matrix::IDENTITY, 0);
}

/// The page's streams one behind the other.
fn description(page: &Page<'_>, budget: &mut Budget) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    let mut add = |stream: Stream<'_>| {
        if let Ok(data) = stream.decoded_data()
            && budget.decode(data.len())
        {
            whole.extend_from_slice(&data);
            whole.push(b' ');
        }
    };
    if let Some(stream) = page.raw().get::<Stream<'_>>("Contents") {
        add(stream);
    } else {
        let streams = page.raw().get::<Array<'_>>("Contents")?;
        streams.iter::<Stream<'_>>().take(limits::PAGES).for_each(add);
    }
    Some(whole)
}

struct Walk<'w> {
    shelf: &'w mut Shelf,
    budget: &'w mut Budget,
    sheet: &'w mut Sheet,
    /// Fonts that stand in the page itself, by name and depth of form.
    own_fonts: HashMap<(usize, Vec<u8>), Rc<Font>>,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    spacing: f64,
    word_spacing: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Walk<'_> {
    fn run(&mut self, description: &[u8], resources: &Resources<'_>, matrix: Matrix, depth: usize) {
        let mut state = State {
            matrix,
            font: None,
            size: 0.0,
            spacing: 0.0,
            word_spacing: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut kept: Vec<State> = Vec::new();
        let (mut line, mut text) = (Matrix::IDENTITY, Matrix::IDENTITY);
        let mut steps = TypedIter::new(description);
        while let Some(step) = steps.next() {
            if !self.budget.operator() {
                return;
            }
            use TypedInstruction as T;
            match step {
                T::SaveState(_) if kept.len() < 512 => kept.push(state.clone()),
                T::RestoreState(_) => {
                    if let Some(before) = kept.pop() {
                        state = before;
                    }
                }
                T::Transform(m) => {
                    state.matrix = Matrix::of([m.0, m.1, m.2, m.3, m.4, m.5]).then(&state.matrix);
                }
                T::BeginText(_) => (line, text) = (Matrix::IDENTITY, Matrix::IDENTITY),
                T::TextFont(font) => {
                    state.size = font.1.as_f64();
                    state.font = self.font(resources, font.0, depth);
                }
                T::CharacterSpacing(n) => state.spacing = n.0.as_f64(),
                T::WordSpacing(n) => state.word_spacing = n.0.as_f64(),
                T::HorizontalScaling(n) => state.stretch = n.0.as_f64() / 100.0,
                T::TextLeading(n) => state.leading = n.0.as_f64(),
                T::TextRise(n) => state.rise = n.0.as_f64(),
                T::SetTextMatrix(m) => {
                    line = Matrix::of([m.0, m.1, m.2, m.3, m.4, m.5]);
                    text = line;
                }
                T::NextLine(n) => {
                    line = Matrix::shift(n.0.as_f64(), n.1.as_f64()).then(&line);
                    text = line;
                }
                T::NextLineAndSetLeading(n) => {
                    state.leading = -n.1.as_f64();
                    line = Matrix::shift(n.0.as_f64(), n.1.as_f64()).then(&line);
                    text = line;
                }
                T::NextLineUsingLeading(_) => {
                    line = Matrix::shift(0.0, -state.leading).then(&line);
                    text = line;
                }
                T::ShowText(s) => self.show(&state, &mut text, s.0.as_bytes()),
                T::NextLineAndShowText(s) => {
                    line = Matrix::shift(0.0, -state.leading).then(&line);
                    text = line;
                    self.show(&state, &mut text, s.0.as_bytes());
                }
                T::ShowTextWithParameters(s) => {
                    state.word_spacing = s.0.as_f64();
                    state.spacing = s.1.as_f64();
                    line = Matrix::shift(0.0, -state.leading).then(&line);
                    text = line;
                    self.show(&state, &mut text, s.2.as_bytes());
                }
                T::ShowTexts(list) => {
                    for entry in list.0.iter::<Object<'_>>() {
                        match entry {
                            Object::String(s) => self.show(&state, &mut text, s.as_bytes()),
                            Object::Number(n) => {
                                move_by(&state, &mut text, -n.as_f64() / 1_000.0 * state.size)
                            }
                            _ => {}
                        }
                    }
                }
                T::XObject(name) => self.object(resources, name.0, &state, depth),
                T::InlineImage(_) => self.sheet.has_picture = true,
                _ => {}
            }
        }
    }

    fn show(&mut self, state: &State, text: &mut Matrix, bytes: &[u8]) {
        let Some(font) = state.font.clone() else { return };
        let mut rest = bytes;
        while !rest.is_empty() && self.budget.glyph() {
            let code = font.code(rest);
            rest = &rest[code.length.clamp(1, rest.len())..];
            let place = Matrix::shift(0.0, state.rise).then(text).then(&state.matrix);
            let mut advance = code.advance * state.size + state.spacing;
            if code.is_space {
                advance += state.word_spacing;
            }
            let glyph_advance = code.advance * state.size;
            let (across, along) = if font.is_vertical {
                (0.0, -glyph_advance)
            } else {
                (glyph_advance * state.stretch, 0.0)
            };
            self.sheet.set(Glyph {
                text: code.text.map(|text| text.chars().map(names::unified).collect()),
                start: place.point(0.0, 0.0),
                end: place.point(across, along),
                direction: if font.is_vertical {
                    place.turn(0.0, -1.0)
                } else {
                    place.turn(1.0, 0.0)
                },
                size: place.height() * state.size.abs(),
            });
            move_by(state, text, advance);
        }
    }

    fn font(&mut self, resources: &Resources<'_>, name: &Name<'_>, depth: usize) -> Option<Rc<Font>> {
        let reference = resources.fonts.get_ref(name.as_ref()).map(ObjectIdentifier::from);
        let key = (depth, name.to_vec());
        let known = match reference {
            Some(reference) => self.shelf.fonts.get(&reference),
            None => self.own_fonts.get(&key),
        };
        if let Some(font) = known {
            return Some(font.clone());
        }
        if self.shelf.fonts.len() + self.own_fonts.len() >= limits::FONTS {
            self.budget.is_spent = true;
            return None;
        }
        let dict = resources.get_font(name)?;
        let budget = &mut *self.budget;
        let font = Rc::new(Font::new(&dict, &mut self.shelf.collections, &mut |bytes| {
            budget.decode(bytes)
        }));
        match reference {
            Some(reference) => self.shelf.fonts.insert(reference, font.clone()),
            None => self.own_fonts.insert(key, font.clone()),
        };
        Some(font)
    }

    /// A form is followed in its place; anything else that is drawn by name counts as a picture.
    fn object(&mut self, resources: &Resources<'_>, name: &Name<'_>, state: &State, depth: usize) {
        let form = resources.get_x_object(name).filter(|object| {
            object
                .dict()
                .get::<Name<'_>>("Subtype")
                .is_some_and(|kind| kind.as_ref() == b"Form")
        });
        let Some(form) = form else {
            self.sheet.has_picture = true;
            return;
        };
        if depth >= limits::FORM_DEPTH {
            return;
        }
        let Ok(description) = form.decoded_data() else {
            return;
        };
        if !self.budget.decode(description.len()) {
            return;
        }
        let own = form.dict().get::<Dict<'_>>("Resources").map(Resources::new);
        let numbers: Vec<Number> = form
            .dict()
            .get::<Array<'_>>("Matrix")
            .map(|matrix| matrix.iter::<Number>().take(6).collect())
            .unwrap_or_default();
        let matrix = <[Number; 6]>::try_from(numbers)
            .map_or(Matrix::IDENTITY, Matrix::of)
            .then(&state.matrix);
        self.own_fonts.retain(|(at, _), _| *at != depth + 1);
        self.run(&description, own.as_ref().unwrap_or(resources), matrix, depth + 1);
    }
}

fn move_by(state: &State, text: &mut Matrix, distance: f64) {
    let is_vertical = state.font.as_ref().is_some_and(|font| font.is_vertical);
    let shift = if is_vertical {
        Matrix::shift(0.0, -distance)
    } else {
        Matrix::shift(distance * state.stretch, 0.0)
    };
    *text = shift.then(text);
}
