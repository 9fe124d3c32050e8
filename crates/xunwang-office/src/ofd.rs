//! OFD (版式文件, GB/T 33190): the text codes of every page, in the order in which they are painted.
//!
//! Only what stands in the file as text is read. Electronic seals are neither checked nor made here.

use std::collections::HashMap;

use crate::draft::Draft;
use crate::package::{Package, resolve};
use crate::xml::{Step, Steps, attribute, local};
use crate::{Kind, Paper, Place, Refusal, limits};

/// Most characters that a page may place; a printed page has some thousands.
const LETTERS: usize = 200_000;

/// Reads the text of every page.
pub(crate) fn read(bytes: &[u8]) -> Result<Paper, Refusal> {
    let mut package = Package::open(bytes)?;
    let root = package
        .text("OFD.xml")?
        .ok_or_else(|| Refusal::damaged("缺少入口部件"))?;
    let main = words_of(&root, "DocRoot")?.ok_or_else(|| Refusal::damaged("没有指明正文"))?;
    let main = resolve("OFD.xml", &main);
    let xml = package
        .text(&main)?
        .ok_or_else(|| Refusal::damaged("缺少正文部件"))?;
    let (pages, templates) = pages_of(&xml, &main)?;
    if pages.is_empty() {
        return Err(Refusal::damaged("没有页面"));
    }
    let mut draft = Draft::new(Kind::Ofd);
    let (mut bare, mut gone) = (Vec::new(), Vec::new());
    for (number, part) in (1_u32..).zip(pages.iter().take(limits::PAGES)) {
        let Some(content) = package.text(part)? else {
            gone.push(number);
            continue;
        };
        let mut page = Page::default();
        let used = page.follow(&content)?;
        // What stands on every page, such as the red head, is kept apart once.
        for template in used {
            if let Some(content) = templates.get(&template)
                && let Some(xml) = package.text(content)?
            {
                page.follow(&xml)?;
            }
        }
        if page.lines.is_empty() && page.has_picture {
            bare.push(number);
        }
        for line in page.lines {
            if !draft.add(&line, '\n', Place::Page(number)) {
                draft.unread(format!("内容过多，第{number}页起没有读完"));
                return Ok(draft.finish(&[]));
            }
        }
    }
    if pages.len() > limits::PAGES {
        draft.unread(format!("超过{}页，其后没有读取", limits::PAGES));
    }
    for (numbers, why) in [(bare, "只有图片，没有文字"), (gone, "缺少内容")] {
        if let (Some(first), count) = (numbers.first(), numbers.len()) {
            draft.unread(format!("第{first}页等{count}页{why}，没有读取"));
        }
    }
    Ok(draft.finish(&[]))
}

/// What stands in the first element of this name.
fn words_of(xml: &str, name: &str) -> Result<Option<String>, Refusal> {
    let mut steps = Steps::new(xml);
    let mut found: Option<String> = None;
    loop {
        match steps.next()? {
            Step::Open(_, element, false) if local(element.name().as_ref()) == name => {
                found = Some(String::new());
            }
            Step::Text(text) => {
                if let Some(words) = &mut found {
                    words.push_str(text);
                }
            }
            Step::Close(_, closed) if closed == name => break,
            Step::End => break,
            _ => {}
        }
    }
    Ok(found
        .map(|words| words.trim().to_owned())
        .filter(|words| !words.is_empty()))
}

type Parts = (Vec<String>, HashMap<String, String>);

/// The parts of the pages in order, and of what pages share, by id.
fn pages_of(xml: &str, main: &str) -> Result<Parts, Refusal> {
    let (mut pages, mut templates) = (Vec::new(), HashMap::new());
    let mut steps = Steps::new(xml);
    loop {
        match steps.next()? {
            Step::Open(_, element, _) => {
                let full_name = element.name();
                let part = || attribute(&element, "BaseLoc").map(|part| resolve(main, &part));
                match local(full_name.as_ref()) {
                    "Page" => pages.extend(part()),
                    "TemplatePage" => {
                        let id = attribute(&element, "ID").unwrap_or_default();
                        templates.extend(part().map(|part| (id, part)));
                    }
                    _ => {}
                }
            }
            Step::End => return Ok((pages, templates)),
            _ => {}
        }
    }
}

/// A page while its text is put together.
#[derive(Default)]
struct Page {
    lines: Vec<String>,
    has_picture: bool,
    letters: usize,
    /// Where the object stands: left, top, width; and the size of its letters, in millimetres.
    object: [f64; 4],
    /// Where the last words ended, and on which line.
    last: Option<(f64, f64)>,
    is_text: bool,
}

impl Page {
    /// Takes the text of a part; gives the templates that it uses.
    fn follow(&mut self, xml: &str) -> Result<Vec<String>, Refusal> {
        let mut used = Vec::new();
        let mut steps = Steps::new(xml);
        self.last = None;
        loop {
            match steps.next()? {
                Step::Open(_, element, closes) => {
                    let full_name = element.name();
                    match local(full_name.as_ref()) {
                        "Template" if used.len() < 16 => used.extend(attribute(&element, "TemplateID")),
                        "ImageObject" => self.has_picture = true,
                        "TextObject" => {
                            let boundary = attribute(&element, "Boundary").unwrap_or_default();
                            let mut sides = boundary.split_whitespace().map(number);
                            let mut side = || sides.next().unwrap_or_default();
                            let [left, top, width] = [side(), side(), side()];
                            let size = number(&attribute(&element, "Size").unwrap_or_default());
                            self.object = [left, top, width, size];
                        }
                        "TextCode" if !closes => {
                            let place = |name| number(&attribute(&element, name).unwrap_or_default());
                            self.begin(place("X"), place("Y"));
                        }
                        _ => {}
                    }
                }
                Step::Close(_, name) if name == "TextCode" => self.is_text = false,
                Step::Text(text) => self.say(text)?,
                Step::Character(character) => self.say(character.encode_utf8(&mut [0; 4]))?,
                Step::Block(text) => self.say(&text)?,
                Step::End => return Ok(used),
                Step::Close(..) => {}
            }
        }
    }

    /// Words begin: on the line of the last ones, beside them with a gap, or on a new line.
    fn begin(&mut self, x: f64, y: f64) {
        let [left, top, width, size] = self.object;
        let (start, base) = (left + x, top + y);
        let half = (size / 2.0).max(0.5);
        match (self.last, self.lines.last_mut()) {
            (Some((end, line)), Some(words)) if (base - line).abs() <= half && start >= end - half => {
                if start > end + half {
                    words.push('\t');
                }
            }
            _ => self.lines.push(String::new()),
        }
        self.last = Some((left + width.max(x), base));
        self.is_text = true;
    }

    fn say(&mut self, text: &str) -> Result<(), Refusal> {
        if let (true, Some(line)) = (self.is_text, self.lines.last_mut()) {
            self.letters += text.len();
            if self.letters > LETTERS {
                return Err(Refusal::too_large("一页的文字过多"));
            }
            line.push_str(text);
        }
        Ok(())
    }
}

/// A measure in millimetres; what is none counts as nothing.
fn number(text: &str) -> f64 {
    text.trim()
        .parse()
        .ok()
        .filter(|it: &f64| it.is_finite())
        .unwrap_or_default()
}
