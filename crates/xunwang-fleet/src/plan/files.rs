//! Dead links in documents to download (附件中的失效链接), beside good ones and addresses that are only printed.

use super::{Draft, roles::Role, targets};
use crate::{
    Bait, Expected,
    chance::Chance,
    linked_files::LinkedForm,
    site::{Content, LinkedFile, Missing, Resource, Site, Spot},
};

/// Plants two documents on a site: one with a dead link, unless the site is clean, and one with good links only.
pub(super) fn plant(site: &mut Site, role: Role, draft: &mut Draft) {
    let mut chance = Chance::new(&[site.seed, 113]);
    let tag = format!("{:05}", 10_000 + site.seed % 89_999);
    let good = [site.url("/"), site.url(&site.articles[0].path)];
    let printed = site.url(&format!("/old/2019/printed_{tag}.html"));
    for turn in 0..2 {
        let form = LinkedForm::by_turn(site.index + turn);
        let path = format!("/attach/lianjie_{turn}_{tag}.{}", form.ending());
        let mut links = good.to_vec();
        if turn == 0 && role != Role::Clean {
            links.insert(1, dead(site, &tag, &path, draft));
        }
        let file = LinkedFile {
            form,
            links: links.into(),
            printed: printed.as_str().into(),
            lines: Box::default(),
        };
        targets::put(site, &path, Resource::Linked(file));
        let link = Content::Body(format!(
            "<p>附件：<a href=\"{path}\">有关材料.{}</a></p>",
            form.ending()
        ));
        let spot = Spot::Article(chance.below(site.articles.len()) as u32);
        let bait = |kind: &str, url: String, place: String| Bait {
            site_code: site.identity.code.clone(),
            kind: kind.to_owned(),
            url,
            places: vec![place],
        };
        let (address, page) = (site.url(&path), targets::places(site, spot).remove(0));
        draft
            .manifest
            .baits
            .push(bait("file-with-links", address.clone(), page));
        draft
            .manifest
            .baits
            .push(bait("printed-in-file", printed.clone(), address));
        targets::plant_content(site, link, &[spot]);
    }
}

/// A dead target that only the document at `path` links to.
fn dead(site: &mut Site, tag: &str, path: &str, draft: &mut Draft) -> String {
    let (target, rule) = if site.index.is_multiple_of(2) {
        let rule = match site.missing {
            Missing::NotFound => "link-dead",
            _ => "link-soft-404",
        };
        (format!("/old/2020/in_file_{tag}.html"), rule)
    } else {
        let target = format!("/ywxt/in_file_{tag}.do");
        targets::put(site, &target, Resource::Status(500));
        (target, "link-dead")
    };
    let address = site.url(&target);
    draft.manifest.expected.push(Expected {
        rule: rule.to_owned(),
        site_code: site.identity.code.clone(),
        target: Some(address.clone()),
        places: vec![site.url(path)],
        region: Some("body".to_owned()),
        kind: "in-file".to_owned(),
        ..Expected::default()
    });
    address
}
