//! A post of a new-media account (账号发布内容): what there is to be read in its HTML, the words of its pictures included, and what does
//! not look right.

use xunwang_domain::account::PostFlaw;
use xunwang_domain::links::LinkKind;

use crate::html::entity::push_folded;
use crate::html::outline::{Gap, Outline, Reference};
use crate::html::tree::outline;

/// Text beyond this many bytes is not kept.
const LONGEST: usize = 200_000;
/// A paragraph of more characters is a wall of text.
const WALL: usize = 1_000;
/// Flaws of a post that are kept.
const MOST_FLAWS: usize = 10;
/// Fewer characters under a picture say nothing: “图片”, “logo”.
const LEAST_CAPTION: usize = 4;

/// A post as it is read (内容阅读).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostReading {
    /// Its lines; then the words of its pictures, a line each.
    pub text: String,
    /// What does not look right.
    pub flaws: Vec<PostFlaw>,
}

/// Reads the body of a post (读取发布内容). What is no HTML is its own text.
pub fn read_post(body: &str) -> PostReading {
    if !is_markup(body) {
        return PostReading {
            text: shortened(body),
            flaws: Vec::new(),
        };
    }
    let outline = outline(body);
    let mut text = String::with_capacity(outline.text_bytes as usize + 64);
    let mut flaws = Vec::new();
    let mut line = 0;
    for run in &outline.texts {
        if run.gap == Gap::Line && !text.is_empty() && !text.ends_with('\n') {
            wall(&text[line..], &mut flaws);
            text.push('\n');
            line = text.len();
        } else if run.gap == Gap::Space && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
        push_folded(&mut text, run.raw);
    }
    wall(&text[line..], &mut flaws);
    let pictures = outline
        .references
        .iter()
        .filter(|one| one.kind == LinkKind::Image);
    let pictures: Vec<&Reference<'_>> = pictures.collect();
    for picture in &pictures {
        let mut caption = String::new();
        push_folded(&mut caption, picture.label);
        let caption = caption.trim();
        if caption.chars().count() >= LEAST_CAPTION && !text.contains(caption) {
            text.push('\n');
            text.push_str(caption);
        }
    }
    repeated(&outline, &pictures, &mut flaws);
    flaws.extend(pictures.iter().filter_map(|picture| broken(&picture.href)));
    flaws.sort();
    flaws.dedup();
    flaws.truncate(MOST_FLAWS);
    PostReading {
        text: shortened(text.trim()),
        flaws,
    }
}

/// Is there a tag in it?
fn is_markup(body: &str) -> bool {
    let mut rest = body;
    while let Some(place) = rest.find('<') {
        rest = &rest[place + 1..];
        let name = rest.strip_prefix('/').unwrap_or(rest);
        if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return rest.contains('>');
        }
    }
    false
}

fn shortened(text: &str) -> String {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

fn wall(line: &str, flaws: &mut Vec<PostFlaw>) {
    let characters = line.chars().count();
    if characters > WALL {
        flaws.push(PostFlaw::Wall {
            characters: u32::try_from(characters).unwrap_or(u32::MAX),
        });
    }
}

/// The same picture several times with no word between: ornaments between paragraphs are none.
fn repeated(outline: &Outline<'_>, pictures: &[&Reference<'_>], flaws: &mut Vec<PostFlaw>) {
    let words_before = |picture: &Reference<'_>| outline.node(picture.node).text_start;
    let mut rest = pictures;
    while let Some((first, others)) = rest.split_first() {
        let is_same = |other: &&&Reference<'_>| {
            other.href == first.href && words_before(other) == words_before(first) && other.node != first.node
        };
        let same = others.iter().take_while(is_same).count();
        if same > 0 && !first.href.is_empty() {
            flaws.push(PostFlaw::Repeated {
                address: shortened(&first.href),
                times: u32::try_from(same + 1).unwrap_or(u32::MAX),
            });
        }
        rest = &others[same..];
    }
}

/// An address on the computer of whoever wrote the post.
fn broken(href: &str) -> Option<PostFlaw> {
    let lower = href.to_ascii_lowercase();
    let is_drive = matches!(lower.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    let begins = ["file:", "blob:", "http://localhost", "http://127.0.0.1", "\\\\"];
    let is_local = is_drive || begins.iter().any(|start| lower.starts_with(start));
    is_local.then(|| PostFlaw::Broken {
        address: shortened(href),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_captions_are_read_and_plain_text_stays_as_it_is() {
        let read = read_post(
            "<section><p>市政府召开<strong>常务</strong>会议。</p><p>会议强调&hellip;</p>\
             <img data-src=\"https://a.example/1.png\" alt=\"市民服务中心大厅\"><img src=\"https://a.example/2.png\" alt=\"图片\"></section>",
        );
        assert_eq!(read.text, "市政府召开常务会议。\n会议强调…\n市民服务中心大厅");
        assert_eq!(read.flaws, []);
        assert_eq!(read_post("3 < 5，5 > 3").text, "3 < 5，5 > 3");
        assert_eq!(read_post("").text, "");
    }

    #[test]
    fn walls_repeated_and_local_pictures_are_proposed() {
        let wall = "政".repeat(1_001);
        let html = format!(
            "<p>{wall}</p><p>{}</p><img src=\"https://a.example/1.png\"><img src=\"https://a.example/1.png\"><p>一</p>\
             <img src=\"https://a.example/hr.png\"><p>二</p><img src=\"https://a.example/hr.png\"><img src=\"C:\\Users\\a.png\">",
            "政".repeat(1_000)
        );
        let told: Vec<String> = read_post(&html).flaws.iter().map(PostFlaw::message).collect();
        assert_eq!(
            told,
            [
                "一段文字1001字没有分段",
                "同一张图片连续出现2次",
                "图片地址在编辑者的电脑上，读者看不到：C:\\Users\\a.png"
            ]
        );
    }

    #[test]
    fn hostile_bodies_are_read_within_bounds() {
        for body in [
            "<".repeat(100_000),
            "<p>".repeat(200_000),
            format!("<p>{}", "字".repeat(2_000_000)),
        ] {
            assert!(read_post(&body).text.len() <= LONGEST);
        }
    }
}
