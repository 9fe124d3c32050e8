//! Mistakes in the texts of a scene.

use xunwang_domain::facts::PageRegion;
use xunwang_domain::texts::{HitClass, TextDetail, TextFact, TextHit};

use super::{Scene, place, url};

impl Scene {
    /// A mistake in the texts, at these places.
    pub(crate) fn text(
        mut self,
        class: HitClass,
        wrong: &str,
        right: &str,
        places: &[(&str, PageRegion)],
    ) -> Self {
        let texts = self.texts.get_or_insert_default();
        texts.found.push(TextFact {
            hit: TextHit {
                mark: texts.found.len() as u64 + 1,
                detail: TextDetail {
                    class,
                    wrong: wrong.to_owned(),
                    right: vec![right.to_owned()],
                    basis: "lexicon:seed-terms/1".to_owned(),
                    source: "词库“示例”1版".to_owned(),
                },
                message: format!("“{wrong}”应为“{right}”"),
                excerpt: format!("各县区【{wrong}】如下"),
                region: PageRegion::Body,
                place: "p".to_owned(),
            },
            in_file: false,
            places: places
                .iter()
                .map(|(address, region)| place(address, *region))
                .collect(),
            places_total: places.len() as u64,
        });
        self
    }

    /// Personal data in a file to download.
    pub(crate) fn text_in_file(self, wrong: &str, file: &str, at: &str) -> Self {
        let mut scene = self.text(HitClass::Privacy, wrong, wrong, &[(file, PageRegion::Body)]);
        let fact = scene.texts.as_mut().and_then(|texts| texts.found.last_mut());
        let fact = fact.expect("a mistake was added");
        fact.in_file = true;
        fact.hit.message = format!("公开了手机号（{wrong}）");
        at.clone_into(&mut fact.places[0].selector);
        scene
    }

    pub(crate) fn texts_unchecked(mut self) -> Self {
        self.texts = None;
        self
    }

    pub(crate) fn texts_left_out(mut self, class: HitClass, number: u64) -> Self {
        self.texts.get_or_insert_default().left_out.push((class, number));
        self
    }

    /// So many documents are known with which reprints are compared.
    pub(crate) fn originals(mut self, number: u64) -> Self {
        self.texts.get_or_insert_default().originals = number;
        self
    }

    pub(crate) fn unread_file(mut self, file: &str, reason: &str) -> Self {
        let unread = (url(file), reason.to_owned());
        self.texts.get_or_insert_default().unread.push(unread);
        self
    }
}
