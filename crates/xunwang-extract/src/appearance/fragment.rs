//! Places of a page to which links lead (页内锚点).

/// Which of these names no element of a page bears, as `id` or as the `name` of a link (页内锚点). A name that stands in
/// quotation marks anywhere in the page may be made by a script, and is not missing; nor is one that a script or a
/// switch of the page handles: `href="#甲"` beside a handler, `data-…`, `role`, or in the folds of a widget.
pub fn missing_fragments(body: &[u8], content_type: Option<&str>, names: &[String]) -> Vec<bool> {
    use crate::html::token::{Token, Tokenizer};
    let (source, ..) = crate::charset::decode(body, content_type);
    let quoted = |text: &str| {
        ['"', '\'']
            .iter()
            .map(|quote| {
                memchr::memmem::find_iter(source.as_bytes(), &format!("{quote}{text}{quote}")).count()
            })
            .sum::<usize>()
    };
    let mut missing: Vec<bool> = names.iter().map(|name| quoted(name) == 0).collect();
    // A script that reads the fragment shows what it names.
    if source.contains("location.hash") {
        missing.fill(false);
    }
    if !missing.contains(&true) {
        return missing;
    }
    // How often a script, not a link, says `'#name'`.
    let mut said: Vec<usize> = names.iter().map(|name| quoted(&format!("#{name}"))).collect();
    let mut tokens = Tokenizer::new(&source);
    while let Some(token) = tokens.next() {
        if !matches!(token, Token::Start { .. }) {
            continue;
        }
        let (mut own, mut is_switch) = (None, false);
        for (attribute, value) in tokens.attributes() {
            let attribute = attribute.to_ascii_lowercase();
            if attribute == "id" || attribute == "name" {
                let value = crate::html::entity::decode_attribute(value);
                for (name, missing) in names.iter().zip(&mut missing) {
                    *missing &= *name != value.trim();
                }
            } else if attribute == "href" {
                own = value.trim().strip_prefix('#');
            }
            is_switch |= is_switch_attribute(&attribute, value);
        }
        let asked = own.and_then(|own| names.iter().position(|name| name == own));
        if let Some(index) = asked {
            said[index] = said[index].saturating_sub(1);
            missing[index] &= !is_switch;
        }
    }
    for (missing, said) in missing.iter_mut().zip(said) {
        *missing &= said == 0;
    }
    missing
}

/// Is a link with this attribute handled by a script of the page rather than followed?
fn is_switch_attribute(name: &str, value: &str) -> bool {
    let words = [
        "tab",
        "toggle",
        "collapse",
        "accordion",
        "slide",
        "carousel",
        "modal",
        "popup",
        "btn",
        "menu",
    ];
    name.starts_with("on")
        || name.starts_with("data-")
        || name.starts_with("aria-")
        || name.starts_with("ng-")
        || name.starts_with("v-")
        || name.starts_with(['@', ':'])
        || name == "role"
        || name == "class" && words.iter().any(|word| value.to_ascii_lowercase().contains(word))
}
