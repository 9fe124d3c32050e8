//! The links of a page are taken in (链接归并): each address once, each place counted.

use hashbrown::DefaultHashBuilder;
use url::Url;
use xunwang_domain::facts::{PageFacts, PageRegion};
use xunwang_domain::links::LinkKind;
use xunwang_extract::resolve;

use super::asking::{Asked, Asking, add_place, note};
use super::context::InspectSettings;
use super::files::FileLink;
use super::frontier::{Frontier, TargetNumber};
use super::link_table::{Known, LinkNumber, LinkTable};
use super::memory::{KeptPage, SiteMemory, Words};
use super::mentions::{Mention, Mentions};
use super::page_links::{NumberedLink, SeenLink};
use super::places::Selectors;

/// Takes in the links of a site's pages.
pub(crate) struct LinkIntake {
    origin: String,
    hasher: DefaultHashBuilder,
    table: LinkTable,
    mentions: Mentions,
    pub(crate) selectors: Selectors,
    pub(crate) asking: Asking,
    wants_names: bool,
    wants_fragments: bool,
}

/// The page whose links are taken in.
#[derive(Clone, Copy)]
struct Page<'page> {
    number: TargetNumber,
    base: &'page Url,
}

impl LinkIntake {
    /// Begins with what an earlier round knew: its numbers stay.
    pub(crate) fn new(home: &Url, settings: &InspectSettings, memory: Option<&SiteMemory>) -> Self {
        Self {
            wants_names: settings.compares_names(),
            wants_fragments: settings.looks_for_fragments(),
            ..Self::of_home(home, memory.and_then(SiteMemory::words))
        }
    }

    fn of_home(home: &Url, words: Option<&Words>) -> Self {
        Self {
            origin: home.origin().ascii_serialization(),
            hasher: DefaultHashBuilder::default(),
            table: words.map_or_else(LinkTable::default, |words| {
                LinkTable::beginning_with(&words.links)
            }),
            mentions: Mentions::default(),
            selectors: words.map_or_else(Selectors::default, |words| {
                Selectors::beginning_with(&words.selectors)
            }),
            asking: Asking::default(),
            wants_names: true,
            wants_fragments: true,
        }
    }

    /// What the numbers of links and selectors stand for, from these on.
    pub(crate) fn words(&self, links: usize, selectors: usize) -> Words {
        let mut words = Words {
            origin: self.origin.clone(),
            ..Words::default()
        };
        for (link, part) in self.table.links().from(links) {
            words.links.add(&link, part);
        }
        for selector in self.selectors.from(selectors) {
            words.selectors.push(selector);
        }
        words
    }

    /// The links of a page by their numbers, and by those of their selectors if these are wanted now; none has a number
    /// where addresses are read against another origin than the site's.
    pub(crate) fn number(&mut self, facts: &PageFacts, with_selectors: bool) -> Vec<NumberedLink> {
        let mut rest = facts.base.as_str().strip_prefix(&self.origin);
        rest = rest.filter(|rest| rest.starts_with('/'));
        let path = rest.map(|_| facts.base.path());
        let mut ways = facts.elements.ways(&self.hasher);
        let links = facts.links.iter().map(|link| {
            let number = path.and_then(|path| self.table.number_of(&SeenLink::of(&link), path));
            let selector = with_selectors.then(|| self.selectors.number_of_element(&mut ways, link.element));
            NumberedLink::new(number, selector)
        });
        links.collect()
    }

    /// Takes in every link of a page that was read, as numbered by [`Self::number`].
    pub(crate) fn take_in(
        &mut self,
        frontier: &mut Frontier,
        page: TargetNumber,
        facts: &PageFacts,
        links: &[NumberedLink],
    ) {
        let hasher = self.hasher.clone();
        let mut ways = facts.elements.ways(&hasher);
        self.mentions.begin(page);
        let page = Page {
            number: page,
            base: &facts.base,
        };
        for (index, numbered) in (0u32..).zip(links) {
            let mut selector = |selectors: &mut Selectors| {
                numbered.selector().unwrap_or_else(|| {
                    let link = facts.links.get(index as usize);
                    selectors.number_of_element(&mut ways, link.map_or(0, |link| link.element))
                })
            };
            if let Some(link) = numbered.link() {
                self.take_in_numbered(frontier, page, index, link, selector);
            } else if let Some(link) = facts.links.get(index as usize) {
                let selector = selector(&mut self.selectors);
                self.take_in_own(frontier, page, index, &SeenLink::of(&link), selector);
            }
        }
        self.settle_some(frontier);
    }

    /// Takes in every link of an article as an earlier round kept it.
    pub(crate) fn take_in_kept(
        &mut self,
        frontier: &mut Frontier,
        page: TargetNumber,
        base: &Url,
        kept: &KeptPage,
    ) {
        self.mentions.begin(page);
        let page = Page { number: page, base };
        let mut own = kept.own.from(0);
        for (index, numbered) in (0u32..).zip(&kept.links) {
            let selector = numbered.selector().unwrap_or_default();
            if let Some(link) = numbered.link() {
                self.take_in_numbered(frontier, page, index, link, |_| selector);
            } else if let Some((link, _)) = own.next() {
                self.take_in_own(frontier, page, index, &link, selector);
            }
        }
        self.settle_some(frontier);
    }

    #[inline]
    fn take_in_numbered(
        &mut self,
        frontier: &mut Frontier,
        page: Page<'_>,
        index: u32,
        link: LinkNumber,
        selector: impl FnOnce(&mut Selectors) -> u32,
    ) {
        let mut known = self.table.known(link);
        if known == Known::Unseen {
            known = self.work_out(frontier, page, link);
        }
        let wanted = match known {
            Known::Unseen | Known::Nowhere => return,
            Known::Here => {
                let selector = selector(&mut self.selectors);
                return self.note_own_fragment(frontier, page, index, link, selector);
            }
            Known::To(target) => !frontier.is_settled(target),
            Known::Asking(..) => true,
        };
        if page.number == Frontier::HOME {
            self.note_navigation(frontier, link, known);
        }
        if wanted {
            let selector = selector(&mut self.selectors);
            self.mentions.add(Mention {
                link,
                index,
                selector,
            });
        }
    }

    /// Works out what a link leads to that is seen for the first time.
    fn work_out(&mut self, frontier: &mut Frontier, page: Page<'_>, number: LinkNumber) -> Known {
        let Some((link, _)) = self.table.links().get(number) else {
            return Known::Nowhere;
        };
        let target = target_of(frontier, page, &link);
        let asked = target.and_then(|target| self.asked(frontier, target, &link));
        self.table.settle(number, (target, asked))
    }

    fn note_navigation(&self, frontier: &mut Frontier, link: LinkNumber, known: Known) {
        let in_navigation = self
            .table
            .links()
            .get(link)
            .is_some_and(|(link, _)| link.region == PageRegion::Nav);
        if let (true, Known::To(target) | Known::Asking(target, _)) = (in_navigation, known) {
            frontier.add_to_navigation(target);
        }
    }

    /// Takes in a link that has no number.
    fn take_in_own(
        &mut self,
        frontier: &mut Frontier,
        page: Page<'_>,
        index: u32,
        link: &SeenLink<'_>,
        selector: u32,
    ) {
        let Some(target) = target_of(frontier, page, link) else {
            return;
        };
        if page.number == Frontier::HOME && link.region == PageRegion::Nav {
            frontier.add_to_navigation(target);
        }
        let asked = self.asked(frontier, target, link);
        let mention = (page.number, index, selector);
        note(frontier, &mut self.asking, link, target, asked.as_ref(), mention);
    }

    /// What a link asks of its target beside its being there.
    fn asked(&self, frontier: &Frontier, target: TargetNumber, link: &SeenLink<'_>) -> Option<Asked> {
        if link.kind != LinkKind::Anchor {
            None
        } else if frontier.is_outside(target) {
            let is_name = self.wants_names && xunwang_rules::names_body(link.text);
            is_name.then(|| Asked::Name(link.text.into()))
        } else {
            let wanted = link.fragment().filter(|_| self.wants_fragments);
            wanted.map(|name| Asked::Fragment(name.into()))
        }
    }

    /// Keeps a link from the text of a page to a place on the same page.
    fn note_own_fragment(
        &mut self,
        frontier: &Frontier,
        page: Page<'_>,
        index: u32,
        link: LinkNumber,
        selector: u32,
    ) {
        // Under another base address a fragment alone leads to another page.
        let is_own = page.base.as_str() == &*frontier.entry(page.number).url;
        let Some((link, _)) = self
            .table
            .links()
            .get(link)
            .filter(|_| self.wants_fragments && is_own)
        else {
            return;
        };
        let asked = link.own_fragment().map(|name| Asked::Fragment(name.into()));
        if let Some(places) = asked.and_then(|asked| self.asking.places(page.number, &asked)) {
            add_place(frontier, places, &link, (page.number, index, selector));
        }
    }

    fn settle_some(&mut self, frontier: &mut Frontier) {
        if self.mentions.is_full() {
            self.settle(frontier);
        }
    }

    /// Tells the targets where they stand that were mentioned so far and are not known to be in order.
    pub(crate) fn settle(&mut self, frontier: &mut Frontier) {
        for (page, mention) in self.mentions.iter() {
            let (target, asked) = match self.table.known(mention.link) {
                Known::To(target) if frontier.is_settled(target) => continue,
                Known::To(target) => (target, None),
                Known::Asking(target, asked) => (target, Some(self.table.asked(asked))),
                Known::Unseen | Known::Nowhere | Known::Here => continue,
            };
            if let Some((link, _)) = self.table.links().get(mention.link) {
                let mention = (page, mention.index, mention.selector);
                note(frontier, &mut self.asking, &link, target, asked, mention);
            }
        }
        self.mentions.clear();
    }

    /// Takes in the links of a file to download, which count as standing in a page's body.
    pub(crate) fn take_in_file(&mut self, frontier: &mut Frontier, file: TargetNumber, links: &[FileLink]) {
        for (index, link) in (0u32..).zip(links) {
            let Some(target) = Url::parse(&link.target)
                .ok()
                .and_then(|url| frontier.add_link(&url))
            else {
                continue;
            };
            frontier.add_reference(target, LinkKind::Anchor);
            let selector = self.selectors.number_of(&link.place);
            let link = SeenLink {
                href: &link.target,
                kind: LinkKind::Anchor,
                region: PageRegion::Body,
                text: &link.text,
            };
            note(
                frontier,
                &mut self.asking,
                &link,
                target,
                None,
                (file, index, selector),
            );
        }
    }
}

/// The target of a link, to which it is noted as a reference.
fn target_of(frontier: &mut Frontier, page: Page<'_>, link: &SeenLink<'_>) -> Option<TargetNumber> {
    let target = resolve(page.base, link.href).and_then(|url| frontier.add_link(&url))?;
    frontier.add_reference(target, link.kind);
    Some(target)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use xunwang_extract::{PageInput, extract_page};

    use super::*;
    use crate::visit::places::Places;
    use crate::visit::scope::Scope;

    fn home() -> Url {
        Url::parse("http://www.qc.example/").unwrap()
    }

    /// Links of a site: to pages, to a place of one, to another body, in a menu and in the text.
    fn page(path: &str, head: &str) -> PageFacts {
        let text = "青川市人民政府今天召开会议，研究部署下一阶段的工作。".repeat(20);
        let body = format!(
            "<html><head><title>动态_青川市</title>{head}</head><body><div class=nav><a href=/>首页</a>\
             <a href=/zwgk/>政务公开</a></div><div id=con><p>{text}</p><a href='next.html'>下一篇：关于秋收的通知</a>\
             <a href='/zwgk/zn.html#dizhi'>办公地址见指南</a><a href='#fujian'>附件在下面</a>\
             <a href='http://www.sw.example/'>示例省水务厅</a><img src=tu.png alt=图></div></body></html>"
        );
        extract_page(&PageInput {
            url: &home().join(path).unwrap(),
            content_type: Some("text/html; charset=utf-8"),
            body: body.as_bytes(),
            as_of: "2026-09-15T15:59:59Z".parse().unwrap(),
            sketches: false,
        })
    }

    /// What is known of each target and of what is asked of it: places, their number, the text.
    fn told(intake: &LinkIntake, frontier: &Frontier) -> BTreeMap<String, String> {
        let line = |places: &Places| {
            let first = places.first().iter().map(|place| {
                let page = &frontier.entry(place.page).url;
                let selector = intake.selectors.text(place.selector);
                format!("{page} {} {selector} {:?}", place.link, place.region)
            });
            format!(
                "{} {} {:?}",
                places.total(),
                places.text(),
                first.collect::<Vec<_>>()
            )
        };
        let targets = (0..frontier.len() as u32).filter_map(|number| {
            let entry = frontier.entry(number);
            Some((entry.url.to_string(), line(entry.places.as_ref()?)))
        });
        let asked = [&intake.asking.names, &intake.asking.fragments]
            .into_iter()
            .flatten();
        let asked = asked.flat_map(|(number, all)| {
            let url = &frontier.entry(*number).url;
            all.iter()
                .map(move |(name, places)| (format!("{url} {name}"), line(places)))
        });
        targets.chain(asked).collect()
    }

    #[test]
    fn links_that_were_kept_say_what_those_that_were_read_said() {
        let pages = [
            page("/dt/1.html", ""),
            page("/dt/2.html", ""),
            page("/gg/3.html", ""),
            // Its addresses are read against another origin, and have no numbers.
            page("/dt/4.html", "<base href='http://other.example/dt/'>"),
        ];
        let mut first = LinkIntake::of_home(&home(), None);
        let mut frontier = Frontier::new(Scope::of_host(&home()), &home(), 100, 1000);
        let mut kept = Vec::new();
        for facts in &pages {
            let links = first.number(facts, true);
            let url = if facts.base.host_str() == Some("other.example") {
                "/dt/4.html"
            } else {
                facts.base.path()
            };
            let page = frontier.add_page(&home().join(url).unwrap());
            first.take_in(&mut frontier, page, facts, &links);
            let mut page = KeptPage {
                links,
                ..KeptPage::default()
            };
            for (numbered, link) in page.links.iter().zip(facts.links.iter()) {
                if numbered.link().is_none() {
                    page.own.add(&SeenLink::of(&link), "");
                }
            }
            kept.push((url.to_owned(), page));
        }
        first.settle(&mut frontier);
        let told_first = told(&first, &frontier);
        assert!(
            told_first["http://www.qc.example/zwgk/"].starts_with("3 政务公开"),
            "{told_first:#?}"
        );
        assert!(told_first["http://other.example/dt/next.html"].starts_with("1 下一篇"));
        assert!(told_first["http://www.qc.example/gg/next.html"].starts_with("1 下一篇"));
        assert!(told_first["http://www.qc.example/zwgk/zn.html dizhi"].starts_with("3 "));
        assert!(told_first["http://www.qc.example/dt/2.html fujian"].starts_with("1 "));
        assert!(told_first["http://www.sw.example/ 示例省水务厅"].starts_with("4 "));
        assert!(kept[0].1.own.len() == 0 && kept[3].1.own.len() > 5);

        let words = first.words(0, 0);
        let mut second = LinkIntake::of_home(&home(), Some(&words));
        let mut frontier = Frontier::new(Scope::of_host(&home()), &home(), 100, 1000);
        for ((url, kept), facts) in kept.iter().zip(&pages) {
            assert!(kept.is_in(&words));
            let page = frontier.add_page(&home().join(url).unwrap());
            second.take_in_kept(&mut frontier, page, &facts.base, kept);
        }
        second.settle(&mut frontier);
        assert_eq!(told(&second, &frontier), told_first);
        // Nothing new was learnt, and numbers beyond what is known are no links.
        assert_eq!(
            second.words(words.links.len(), words.selectors.len()).links.len(),
            0
        );
        assert!(!kept[0].1.is_in(&Words::default()));
    }

    #[test]
    fn nobody_keeps_where_those_stand_that_are_in_order() {
        let mut intake = LinkIntake::of_home(&home(), None);
        let mut frontier = Frontier::new(Scope::of_host(&home()), &home(), 1000, 1000);
        let (fine, broken) = (
            home().join("/zwgk/").unwrap(),
            home().join("/dt/next.html").unwrap(),
        );
        for number in 0..250 {
            let facts = page(&format!("/dt/{number}.html"), "");
            let links = intake.number(&facts, false);
            let page = frontier.add_page(&facts.base);
            intake.take_in(&mut frontier, page, &facts, &links);
            if number == 120 {
                // Told early, as when a level is done, and again later.
                intake.settle(&mut frontier);
            }
        }
        let number = frontier.find(&fine).unwrap();
        frontier.mark_fine(number);
        intake.settle(&mut frontier);
        let places = |url| frontier.entry(frontier.find(url).unwrap()).places.as_ref();
        assert!(places(&fine).is_none());
        let places = places(&broken).unwrap();
        assert_eq!((places.total(), places.first().len()), (250, 100));
    }
}
