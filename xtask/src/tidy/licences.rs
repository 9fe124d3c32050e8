//! Licences, bans and sources of everything from outside: `deny.toml` against what Cargo knows.
//!
//! The same file serves cargo-deny where that is installed; reading it here takes a second instead of the
//! quarter of an hour that building cargo-deny takes.

use serde::Deserialize;

use crate::Failure;
use crate::metadata::Metadata;

#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
    bans: Bans,
}

#[derive(Deserialize)]
struct Licences {
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

/// The only place that packages come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Every package must have an allowed licence, must not be banned and must come from the registry.
///
/// # Errors
/// `deny.toml` cannot be read.
pub(super) fn check(deny: &str, metadata: &Metadata) -> Result<Vec<String>, Failure> {
    let deny: Deny = toml::from_str(deny).map_err(|error| format!("deny.toml：{error}"))?;
    let mut breaches = Vec::new();
    for package in metadata.others() {
        let (name, version) = (&package.name, &package.version);
        let licence = package.license.as_deref().unwrap_or_default();
        if !is_allowed(licence, &deny.licenses.allow) {
            breaches.push(format!(
                "{name} {version} 的许可证“{licence}”不在 deny.toml 的名单内"
            ));
        }
        if let Some(ban) = deny.bans.deny.iter().find(|ban| ban.name == *name) {
            breaches.push(format!("{name} 禁止使用：{}", ban.reason));
        }
        if package.source.as_deref() != Some(REGISTRY) {
            breaches.push(format!("{name} {version} 不来自 crates.io"));
        }
    }
    Ok(breaches)
}

/// Reads an SPDX expression: `OR` (formerly `/`) binds weaker than `AND`.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let fits = either(&mut rest, allowed);
    fits && rest.is_empty()
}

fn either(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut fits = all(rest, allowed);
    while let Some((&"OR", after)) = rest.split_first() {
        *rest = after;
        fits |= all(rest, allowed);
    }
    fits
}

fn all(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut fits = one(rest, allowed);
    while let Some((&"AND", after)) = rest.split_first() {
        *rest = after;
        fits &= one(rest, allowed);
    }
    fits
}

fn one(rest: &mut &[&str], allowed: &[String]) -> bool {
    let Some((&word, after)) = rest.split_first() else {
        return false;
    };
    *rest = after;
    if word == "(" {
        let fits = either(rest, allowed);
        return match rest.split_first() {
            Some((&")", after)) => {
                *rest = after;
                fits
            }
            _ => false,
        };
    }
    let mut name = word.to_owned();
    if let [with @ "WITH", exception, after @ ..] = *rest {
        name = format!("{word} {with} {exception}");
        *rest = after;
    }
    allowed.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licence_expressions_are_understood() {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Zlib"].map(str::to_owned);
        for (expression, fits) in [
            ("MIT", true),
            ("GPL-3.0", false),
            ("MIT OR GPL-3.0", true),
            ("MIT/Apache-2.0", true),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR GPL-3.0) AND Zlib", true),
            ("MIT OR GPL-3.0 AND Zlib", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("", false),
            ("(MIT", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), fits, "{expression}");
        }
    }
}
