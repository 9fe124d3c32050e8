//! Characters on a page to lines, and lines to paragraphs. The order is that in which they are set: programs set what
//! belongs together one behind the other, cells of tables too.

/// A character as it is set.
pub(super) struct Glyph {
    /// What it means; none where the file does not tell.
    pub(super) text: Option<String>,
    pub(super) start: (f64, f64),
    pub(super) end: (f64, f64),
    pub(super) direction: (f64, f64),
    pub(super) size: f64,
}

/// A place of the page that is a link.
pub(super) struct Spot {
    pub(super) target: String,
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
    /// What is set within.
    pub(super) text: String,
}

/// A page while its characters are set.
#[derive(Default)]
pub(super) struct Sheet {
    pub(super) has_picture: bool,
    /// Characters that mean something, and those of which the file does not say what.
    pub(super) known: usize,
    pub(super) unknown: usize,
    pub(super) spots: Vec<Spot>,
    lines: Vec<Line>,
}

struct Line {
    text: String,
    start: (f64, f64),
    end: (f64, f64),
    direction: (f64, f64),
    size: f64,
    has_cells: bool,
}

/// Spots whose words are collected; pages with more are lists of links whose words say little.
const MOST_SPOTS: usize = 200;

impl Sheet {
    pub(super) fn with_spots(spots: Vec<Spot>) -> Self {
        Self {
            spots,
            ..Self::default()
        }
    }

    pub(super) fn set(&mut self, glyph: Glyph) {
        let numbers = [glyph.start.0, glyph.start.1, glyph.end.0, glyph.end.1, glyph.size];
        if numbers.iter().any(|number| !number.is_finite()) {
            return;
        }
        let Some(text) = glyph.text.as_deref() else {
            self.unknown += 1;
            return;
        };
        // Characters of private areas are ornaments; control characters are none.
        let text: String = text
            .chars()
            .filter(|&c| {
                !c.is_control() && !('\u{e000}'..='\u{f8ff}').contains(&c) && c != '\u{ad}' && c != '\u{feff}'
            })
            .map(|c| if c == '\u{a0}' { ' ' } else { c })
            .collect();
        if text.is_empty() {
            return;
        }
        self.known += usize::from(!text.trim().is_empty());
        let middle = (
            (glyph.start.0 + glyph.end.0) / 2.0,
            glyph.start.1 + glyph.size * 0.3,
        );
        for spot in self.spots.iter_mut().take(MOST_SPOTS) {
            if (spot.x.0..=spot.x.1).contains(&middle.0)
                && (spot.y.0..=spot.y.1).contains(&middle.1)
                && spot.text.len() < 400
            {
                spot.text.push_str(&text);
            }
        }
        match self.lines.last_mut() {
            Some(line) if line.goes_on_with(&glyph) => line.add(&text, &glyph),
            _ if text.trim().is_empty() => {}
            _ => self.lines.push(Line {
                text,
                start: glyph.start,
                end: glyph.end,
                direction: glyph.direction,
                size: glyph.size,
                has_cells: false,
            }),
        }
    }

    /// The paragraphs of the page of that width, each with the bytes at which lines were joined.
    pub(super) fn paragraphs(&self, width: f64) -> Vec<(String, Vec<usize>)> {
        let mut paragraphs: Vec<(String, Vec<usize>)> = Vec::new();
        let mut before: Option<&Line> = None;
        let body: Vec<&Line> = self
            .lines
            .iter()
            .filter(|line| line.is_upright() && !line.has_cells)
            .collect();
        let left = body.iter().map(|line| line.start.0).fold(f64::INFINITY, f64::min);
        let mut right = body
            .iter()
            .map(|line| line.end.0)
            .fold(f64::NEG_INFINITY, f64::max);
        // Short lines throughout are a list or a title page, and one long line among them shows no margin: none of them
        // is full. Lines that end together, or as far from the edge as they begin, do.
        let at_right = body
            .iter()
            .filter(|line| line.end.0 >= right - line.size * 1.2)
            .count();
        let is_even = right >= width - left * 1.3;
        if right - left < width * 0.45 || (at_right < 2 && !is_even) {
            right = f64::INFINITY;
        }
        for line in &self.lines {
            let text = line.text.trim_end();
            let joins = before.is_some_and(|before| before.runs_into(line, left, right));
            match paragraphs.last_mut() {
                Some((paragraph, seams)) if joins => {
                    let needs_blank = paragraph
                        .ends_with(|c: char| c.is_ascii_alphanumeric() || c == ',' || c == '.')
                        && text.starts_with(|c: char| c.is_ascii_alphanumeric());
                    seams.push(paragraph.len());
                    if needs_blank {
                        paragraph.push(' ');
                    }
                    paragraph.push_str(text);
                }
                _ => paragraphs.push((text.to_owned(), Vec::new())),
            }
            before = Some(line);
        }
        paragraphs
    }
}

impl Line {
    fn is_upright(&self) -> bool {
        self.direction.0 > 0.99
    }

    /// How far the point lies along the line from its end, and how far beside it.
    fn offset(&self, point: (f64, f64)) -> (f64, f64) {
        let (x, y) = (point.0 - self.end.0, point.1 - self.end.1);
        let (c, s) = self.direction;
        (x * c + y * s, x * s - y * c)
    }

    fn goes_on_with(&self, glyph: &Glyph) -> bool {
        let size = self.size.max(glyph.size);
        let (along, beside) = self.offset(glyph.start);
        let is_parallel = self.direction.0 * glyph.direction.0 + self.direction.1 * glyph.direction.1 > 0.99;
        is_parallel && beside.abs() <= size * 0.45 && along > -size * 0.8
    }

    fn add(&mut self, text: &str, glyph: &Glyph) {
        let size = self.size.max(glyph.size);
        let (along, _) = self.offset(glyph.start);
        let is_spaced = self.text.ends_with([' ', '\t']) || text.starts_with(' ');
        let is_narrow = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let touches_word = is_narrow(self.text.chars().last()) || is_narrow(text.chars().next());
        if along > size * 2.0 {
            self.text.truncate(self.text.trim_end().len());
            self.text.push('\t');
            self.has_cells = true;
        } else if !is_spaced && (along > size * 0.9 || (touches_word && along > size * 0.28)) {
            self.text.push(' ');
        }
        // Bold type is sometimes set twice, a little apart.
        let is_again =
            along < -size * 0.3 && self.text.ends_with(text) && (glyph.end.0 - self.end.0).abs() < size * 0.1;
        if !is_again {
            self.text.push_str(text);
        }
        let (reaches, _) = self.offset(glyph.end);
        if reaches > 0.0 {
            self.end = glyph.end;
        }
        self.size = if glyph.size > self.size * 1.5 || glyph.size * 1.5 < self.size {
            self.size.max(glyph.size)
        } else {
            self.size
        };
    }

    /// About how wide the first word is: what did not fit into the line before.
    fn first_word(&self) -> f64 {
        let narrow = self.text.chars().take_while(char::is_ascii_graphic).count();
        if narrow > 0 {
            narrow as f64 * self.size * 0.5
        } else {
            self.size
        }
    }

    /// Does the paragraph go on in the next line? Only where this one is full and the next begins at the margin.
    fn runs_into(&self, next: &Self, left: f64, right: f64) -> bool {
        let size = self.size.max(next.size);
        let drop = self.start.1 - next.start.1;
        self.is_upright()
            && next.is_upright()
            && !self.has_cells
            && !next.has_cells
            && self.size.min(next.size) * 1.2 >= size
            && (size * 0.5..size * 2.8).contains(&drop)
            && self.end.0 + next.first_word() >= right - size * 1.2
            && next.start.0 <= left + size * 1.2
    }
}
