//! Mistakes in texts (文字缺陷): misspelt names, wrong characters, personal data in pages and documents, injected spam; and
//! what only looks so.

use super::{Draft, reprints, roles::Role, targets};
use crate::{
    Bait, Expected, Style,
    chance::Chance,
    linked_files::LinkedForm,
    site::{Content, LinkedFile, ListForm, Resource, Site, Spot, Twist},
    template::Template,
    words::{SLIPS, TEMPTING},
};

/// Mistakes of a site of the first two fleets; of the evaluation fleet each site has one of every kind.
const FEW: usize = 3;
/// Baits of a site.
const BAITS: usize = 4;
/// What a name that stands on many pages is called wrongly.
const ON_MANY_PAGES: &str = "<p class=\"tip\">温馨提示：请用户登陆后查询办理进度。</p>";

/// Plants them into a site that can be read.
pub(super) fn plant(site: &mut Site, role: Role, draft: &mut Draft) {
    if site.template == Template::English {
        return;
    }
    let mut chance = Chance::new(&[site.seed, 131]);
    let mut free = free_articles(site);
    chance.shuffle(&mut free);
    reprints::plant(site, role, &mut free, draft);
    if role != Role::Clean {
        mistakes(site, &mut free, &mut chance, draft);
    }
    baits(site, &mut free, draft);
}

/// A few of all kinds, by turns; of the evaluation fleet all.
fn mistakes(site: &mut Site, free: &mut Vec<u32>, chance: &mut Chance, draft: &mut Draft) {
    let all = SLIPS.len() + 3;
    let (first, count) = match draft.manifest.options.style {
        Style::Evaluation => (0, all),
        _ => (site.index * FEW, FEW),
    };
    for step in first..first + count {
        let number = step % all;
        match number.checked_sub(SLIPS.len()) {
            None => {
                let Some(article) = free.pop() else { return };
                slip(site, number, article, chance, draft);
            }
            Some(0) => {
                let Some(article) = free.pop() else { return };
                personal_file(site, article, chance, draft);
            }
            Some(1) => on_many_pages(site, draft),
            Some(_) => {
                let Some(article) = free.pop() else { return };
                in_title(site, article, draft);
            }
        }
    }
}

/// Sentences that only look so.
fn baits(site: &mut Site, free: &mut Vec<u32>, draft: &mut Draft) {
    let count = match draft.manifest.options.style {
        Style::Evaluation => 2 * BAITS,
        _ => BAITS,
    };
    for number in 0..count {
        let (kind, sentence) = TEMPTING[(site.index * count + number) % TEMPTING.len()];
        let Some(article) = free.pop() else { return };
        let spot = Spot::Article(article);
        draft.manifest.baits.push(Bait {
            site_code: site.identity.code.clone(),
            kind: kind.to_owned(),
            url: targets::places(site, spot).remove(0),
            places: Vec::new(),
        });
        targets::plant_content(site, Content::Body(format!("<p>{sentence}</p>")), &[spot]);
    }
}

/// Articles that can be reached, and that are neither copies nor copied.
fn free_articles(site: &Site) -> Vec<u32> {
    let copied: Vec<u32> = site
        .articles
        .iter()
        .filter_map(|article| match article.twist {
            Twist::Copy { of, .. } => Some(of),
            _ => None,
        })
        .collect();
    site.channels
        .iter()
        .filter(|channel| channel.form == ListForm::Markup && !channel.topic && channel.list_dates)
        .flat_map(|channel| channel.articles.iter().copied())
        .filter(|number| {
            let article = &site.articles[*number as usize];
            article.twist == Twist::None && !article.pinned && !copied.contains(number)
        })
        .collect()
}

/// A sentence with a mistake in an article.
fn slip(site: &mut Site, number: usize, article: u32, chance: &mut Chance, draft: &mut Draft) {
    let (rule, kind, sentences) = SLIPS[number];
    let markup = match rule {
        "privacy-leak" => personal_list(chance),
        "text-injected" => {
            let words = *chance.pick(sentences);
            format!("<div style=\"display:none\"><a href=\"/\">{words}</a></div>")
        }
        _ => format!("<p>{}</p>", chance.pick(sentences)),
    };
    let spot = Spot::Article(article);
    let places = targets::places(site, spot);
    expect(site, rule, kind, places, draft);
    targets::plant_content(site, Content::Body(markup), &[spot]);
}

/// The same words on all articles of a channel are one mistake.
fn on_many_pages(site: &mut Site, draft: &mut Draft) {
    let found = site
        .channels
        .iter()
        .position(|channel| channel.form == ListForm::Markup && !channel.topic && channel.articles.len() > 3);
    let Some(channel) = found else { return };
    let spot = Spot::Channel(channel as u16);
    let places = targets::places(site, spot);
    expect(site, "typo", "on-many-pages", places, draft);
    targets::plant_content(site, Content::Body(ON_MANY_PAGES.to_owned()), &[spot]);
}

/// A misspelt name in a title, which also stands in lists and on the home page.
fn in_title(site: &mut Site, article: u32, draft: &mut Draft) {
    let title = format!("{}庆祝中华人民共合国成立周年座谈会召开", site.identity.body);
    site.articles[article as usize].twist = Twist::Own {
        title,
        lead: String::new(),
    };
    let places = vec![format!("{}*", site.url("/"))];
    expect(site, "misstatement-severe", "in-title", places, draft);
}

/// A document with personal data that an article links to.
fn personal_file(site: &mut Site, article: u32, chance: &mut Chance, draft: &mut Draft) {
    let form = LinkedForm::by_turn(site.index);
    let tag = format!("{:05}", 10_000 + site.seed % 89_999);
    let path = format!("/attach/mingdan_{tag}.{}", form.ending());
    let row = format!(
        "吴思远，身份证号：{}，家庭住址：青川市和平路{}号2栋301室",
        identity(chance),
        chance.between(1, 99)
    );
    let file = LinkedFile {
        form,
        links: [site.url("/")].into(),
        printed: site.url("/").into(),
        lines: ["困难家庭救助对象公示名单".into(), row.into()].into(),
    };
    targets::put(site, &path, Resource::Linked(file));
    let places = vec![site.url(&path)];
    expect(site, "privacy-leak", "in-file", places, draft);
    let link = format!("<p>附件：<a href=\"{path}\">公示名单.{}</a></p>", form.ending());
    targets::plant_content(site, Content::Body(link), &[Spot::Article(article)]);
}

/// A list of people who get support, with what should not stand in it.
fn personal_list(chance: &mut Chance) -> String {
    let mut rows = String::new();
    for name in ["林清和", "周若溪", "孙和平"] {
        rows.push_str(&format!(
            "<tr><td>{name}</td><td>{}</td><td>1380000{:04}</td></tr>",
            identity(chance),
            chance.between(1000, 9999)
        ));
    }
    format!("<table><tr><th>姓名</th><th>身份证号码</th><th>手机号</th></tr>{rows}</table>")
}

/// A number of the right form of somebody born before 1920, so that it is hardly anybody's.
fn identity(chance: &mut Chance) -> String {
    let mut digits = format!(
        "350102{}{:02}{:02}{:03}",
        chance.between(1911, 1919),
        chance.between(1, 12),
        chance.between(1, 28),
        chance.between(1, 999)
    );
    // GB 11643: weights are powers of two modulo 11.
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    digits.push(char::from(b"10X98765432"[(sum % 11) as usize]));
    digits
}

fn expect(site: &Site, rule: &str, kind: &str, places: Vec<String>, draft: &mut Draft) {
    draft.manifest.expected.push(Expected {
        rule: rule.to_owned(),
        site_code: site.identity.code.clone(),
        places,
        kind: kind.to_owned(),
        ..Expected::default()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_have_their_check_digit() {
        let mut chance = Chance::new(&[1]);
        for _ in 0..100 {
            let number = identity(&mut chance);
            let value = |c: char| c.to_digit(10).unwrap_or(10);
            let sum = number.chars().rev().zip(0..).fold(0, |sum, (c, place)| {
                sum + value(c) * (0..place).fold(1, |weight, _| weight * 2 % 11)
            });
            assert_eq!((number.len(), sum % 11), (18, 1), "{number}");
        }
    }
}
