//! Who a site is: its register row.

use crate::{FleetOptions, Style, chance::Chance, site::Identity, words};

/// The identity of the site at this index: 21 city portals, provincial departments, counties, more
/// departments, then departments of the cities as far as they are wanted.
pub(crate) fn identity(options: &FleetOptions, index: usize, https: bool) -> Identity {
    let style = options.style;
    let province = words::province(style);
    let cities = words::cities(style);
    let bureaus = words::bureaus();
    let counties = words::counties(style);
    let domain = domain(options, index);
    let mut own = match index.checked_sub(cities.len()) {
        None => {
            let city = cities[index];
            let body = format!("{}市", city.name);
            Identity {
                // Serials of portals are not always 0001 (rulebook I-05).
                code: format!("99{:02}00{:04}", index + 1, 1 + index % 3),
                name: format!("{body}人民政府门户网站"),
                shown_name: format!("{body}人民政府"),
                place: city.name,
                area: body.clone(),
                area_is_city: true,
                host: format!("www.{}.{domain}", city.label),
                https,
                supervisor: format!("{}人民政府办公厅", province.name),
                sponsor: format!("{body}人民政府办公室"),
                category: "门户网站",
                body,
            }
        }
        Some(rank) if (16..22).contains(&rank) => {
            let county = counties[rank - 16];
            let city = &cities[(rank - 16) * 3];
            let body = format!("{}县", county.name);
            Identity {
                code: format!("99{:02}{:02}0001", (rank - 16) * 3 + 1, 21 + rank - 16),
                name: format!("{body}人民政府门户网站"),
                shown_name: format!("{body}人民政府"),
                place: county.name,
                area: format!("{}市", city.name),
                area_is_city: true,
                host: format!("www.{}.{domain}", county.label),
                https,
                supervisor: format!("{}市人民政府办公室", city.name),
                sponsor: format!("{body}人民政府办公室"),
                category: "门户网站",
                body,
            }
        }
        Some(rank) if rank < 30 => {
            let bureau = if rank < 16 { rank } else { rank - 6 };
            let (field, label) = bureaus[bureau];
            let body = format!("{}{field}厅", province.name);
            Identity {
                // One in six has the provincial sub-form (rulebook I-04).
                code: if bureau % 6 == 5 {
                    format!("99BM{:06}", 10_001 + bureau)
                } else {
                    format!("990000{:04}", 11 + bureau)
                },
                name: format!("{body}网站"),
                shown_name: body.clone(),
                place: province.name.trim_end_matches('省'),
                area: body.clone(),
                area_is_city: false,
                host: format!("{label}.{}.{domain}", province.label),
                https,
                supervisor: format!("{}人民政府办公厅", province.name),
                sponsor: body.clone(),
                category: "部门网站",
                body,
            }
        }
        Some(rank) => {
            let rank = rank - 30;
            let (field, label) = bureaus[rank / cities.len() % bureaus.len()];
            let turn = rank / (cities.len() * bureaus.len());
            let city = &cities[rank % cities.len()];
            let part = if turn == 0 {
                String::new()
            } else {
                format!("第{}分", turn + 1)
            };
            let body = format!("{}市{field}{part}局", city.name);
            let suffix = if turn == 0 {
                String::new()
            } else {
                format!("{}", turn + 1)
            };
            Identity {
                code: format!(
                    "99{:02}00{:04}",
                    rank % cities.len() + 1,
                    20 + rank / cities.len()
                ),
                name: format!("{body}网站"),
                shown_name: body.clone(),
                place: city.name,
                area: format!("{}市", city.name),
                area_is_city: true,
                host: format!("{label}{suffix}.{}.{domain}", city.label),
                https,
                supervisor: format!("{}市人民政府办公室", city.name),
                sponsor: body.clone(),
                category: "部门网站",
                body,
            }
        }
    };
    // Half of the headers show the registered name word by word, half the body's name alone.
    if index.is_multiple_of(2) {
        own.shown_name = own.name.clone();
    }
    own
}

/// The domain under which a site lies. Names of the evaluation look like real ones, as the rule of domains
/// lets reserved names pass; nothing but the hosts file of the fleet knows them.
fn domain(options: &FleetOptions, index: usize) -> &'static str {
    match options.style {
        Style::Demo | Style::Second => "gov.example",
        Style::Evaluation if irregular_domain(options, index) => "xuni-zhengfu.com",
        Style::Evaluation => "xuni.gov.cn",
    }
}

/// Whether the site's domain is none of a government (域名不规范).
pub(crate) fn irregular_domain(options: &FleetOptions, index: usize) -> bool {
    options.style == Style::Evaluation
        && options.defects
        && Chance::new(&[options.seed, 5, index as u64]).percent(32)
}

/// The identity of an English version: what the register and its pages call it.
pub(crate) fn english(own: &mut Identity) {
    let label = own.host.split('.').nth(1).unwrap_or_default();
    let mut letters = label.chars();
    let capital: String = letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect();
    own.body = format!("{capital} City");
    own.name = format!("The People's Government of {capital} City");
    own.shown_name.clone_from(&own.name);
    own.sponsor = format!("General Office of the {capital} Municipal People's Government");
}
