//! Who a site is: its register row.

use crate::{FleetOptions, site::Identity, words};

/// The identity of the site at this index: 21 city portals, provincial departments, counties, more
/// departments, then departments of the cities as far as they are wanted.
pub(crate) fn identity(options: &FleetOptions, index: usize, https: bool) -> Identity {
    let style = options.style;
    let province = words::province(style);
    let cities = words::cities(style);
    let bureaus = words::bureaus();
    let counties = words::counties(style);
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
                host: format!("www.{}.gov.example", city.label),
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
                host: format!("www.{}.gov.example", county.label),
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
                host: format!("{label}.{}.gov.example", province.label),
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
                host: format!("{label}{suffix}.{}.gov.example", city.label),
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
