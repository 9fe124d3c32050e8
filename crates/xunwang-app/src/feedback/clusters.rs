//! Many messages about one site or one system (集中反映的问题): proposals for the circular's “多次被网民投诉”.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use url::Url;
use xunwang_text::answer::{Outcome, problem};

use super::address::{AddressKey, complaint_address};
use super::similar::family;

/// A message as far as clusters need it (留言). Who wrote it is not among it, and is never grouped by.
#[derive(Clone, Copy, Debug)]
pub struct ClusterMessage<'a> {
    /// Its number.
    pub id: &'a str,
    /// The site, by its 标识码.
    pub site: &'a str,
    /// The address complained about, as written.
    pub address: &'a str,
    /// Code of the kind of problem, rulebook ZR-04.
    pub kind: u8,
    /// Day of receipt.
    pub received: NaiveDate,
    /// Day of closing and how, where it is closed.
    pub closed: Option<(NaiveDate, Outcome)>,
}

/// A business system of the register (业务系统).
#[derive(Clone, Copy, Debug)]
pub struct KnownSystem<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its address: host, and the beginning of the path.
    pub address: &'a Url,
}

/// From how many messages on a cluster is proposed (成簇条件).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusterRules {
    /// About one site.
    pub of_site: usize,
    /// About one system.
    pub of_system: usize,
    /// Complained about again after being closed as fixed: enough by itself.
    pub again: usize,
}

impl Default for ClusterRules {
    fn default() -> Self {
        Self {
            of_site: 10,
            of_system: 5,
            again: 2,
        }
    }
}

/// What a cluster is about (集中反映的对象).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A whole site.
    Site,
    /// A system: its registered name, where it has one, and host and path.
    System {
        /// Name of the register.
        name: Option<String>,
        /// `host/path`
        prefix: String,
    },
}

/// Messages about one place (集中反映), as a proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The site.
    pub site: String,
    /// The site as a whole, or one of its systems.
    pub place: Place,
    /// Numbers of the messages, by day and number.
    pub messages: Vec<String>,
    /// Kinds with their counts, the commonest first.
    pub kinds: Vec<(u8, usize)>,
    /// Of them not opening or not working (types 0 and 10).
    pub unusable: usize,
    /// Messages that came after another about the same page or system was closed as fixed, each with that other one.
    pub again: Vec<(String, String)>,
    /// The first and the last day.
    pub days: (NaiveDate, NaiveDate),
}

impl Cluster {
    /// A sentence for the circular, to be edited by a person; `name` is how it calls the site.
    pub fn sentence(&self, name: &str) -> String {
        let place = match &self.place {
            Place::Site => name.to_owned(),
            Place::System {
                name: Some(system), ..
            } => format!("{name}“{system}”"),
            Place::System { name: None, prefix } => format!("{name}业务系统（{prefix}）"),
        };
        let mut told = vec![format!("{place}收到网民留言{}条", self.messages.len())];
        told.extend(self.counts());
        if !self.again.is_empty() {
            told.push("多次被网民投诉仍未优化".to_owned());
        }
        format!("{}。", told.join("，"))
    }

    /// What is complained about (反映对象), for a table that has the name of the site beside it.
    pub fn what(&self) -> String {
        let place = match &self.place {
            Place::Site => "网站多处".to_owned(),
            Place::System {
                name: Some(system), ..
            } => system.clone(),
            Place::System { name: None, prefix } => format!("业务系统（{prefix}）"),
        };
        let told: Vec<String> = std::iter::once(place).chain(self.counts()).collect();
        told.join("，")
    }

    /// How many of them could not use it, how many came again after it was closed.
    fn counts(&self) -> impl Iterator<Item = String> {
        let unusable = (self.unusable > 0).then(|| format!("其中无法访问、无法使用的{}条", self.unusable));
        let again = (!self.again.is_empty()).then(|| format!("办结后再次被反映的{}条", self.again.len()));
        unusable.into_iter().chain(again)
    }
}

/// Folders of a path that may name a system.
const DEPTH: usize = 2;
/// A folder that holds nearly all messages of what is above it says more than that.
const NEARLY_ALL: usize = 80;

/// Places about which many messages came in a window, the most messages first (集中反映的问题).
///
/// Messages closed as not accepted do not count. A fix before the window and a complaint in it count as “again”.
pub fn clusters(
    messages: &[ClusterMessage<'_>],
    window: RangeInclusive<NaiveDate>,
    systems: &[KnownSystem<'_>],
    rules: ClusterRules,
) -> Vec<Cluster> {
    let systems: Vec<(AddressKey, &str)> = systems
        .iter()
        .map(|system| (AddressKey::of(system.address), system.name))
        .collect();
    let read: Vec<Read<'_, '_>> = messages
        .iter()
        .filter(|message| !is_refused(message))
        .map(Read::of)
        .collect();
    let mut places: BTreeMap<(&str, Place), Vec<&Read<'_, '_>>> = BTreeMap::new();
    for one in &read {
        let site = one.message.site;
        places.entry((site, Place::Site)).or_default().push(one);
        for place in places_of(one, &systems) {
            places.entry((site, place)).or_default().push(one);
        }
    }
    let mut found: Vec<Cluster> = places
        .into_iter()
        .filter_map(|((site, place), messages)| cluster(site, place, messages, &window, rules))
        .collect();
    let narrower: Vec<(String, String, usize)> = found
        .iter()
        .filter_map(|one| match &one.place {
            Place::System { prefix, .. } => Some((one.site.clone(), prefix.clone(), one.messages.len())),
            Place::Site => None,
        })
        .collect();
    found.retain(|one| match &one.place {
        Place::System { name: None, prefix } => !narrower.iter().any(|(site, other, count)| {
            *site == one.site
                && other
                    .strip_prefix(prefix.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
                && count * 100 >= one.messages.len() * NEARLY_ALL
        }),
        _ => true,
    });
    found.sort_by(|one, two| {
        let weight = |one: &Cluster| (one.messages.len(), one.again.len());
        weight(two)
            .cmp(&weight(one))
            .then_with(|| (&one.site, &one.place).cmp(&(&two.site, &two.place)))
    });
    found
}

/// A message with its address, which is read once.
struct Read<'m, 'a> {
    message: &'m ClusterMessage<'a>,
    page: Option<AddressKey>,
}

impl<'m, 'a> Read<'m, 'a> {
    fn of(message: &'m ClusterMessage<'a>) -> Self {
        let page = complaint_address(message.address).map(|url| AddressKey::of(&url));
        Self { message, page }
    }
}

fn is_refused(message: &ClusterMessage<'_>) -> bool {
    matches!(message.closed, Some((_, Outcome::NotAccepted)))
}

/// The registered system that holds the address, or its host and the first folders of its path.
fn places_of(read: &Read<'_, '_>, systems: &[(AddressKey, &str)]) -> Vec<Place> {
    let Some(key) = &read.page else {
        return Vec::new();
    };
    let holds = |system: &AddressKey| {
        system.host == key.host
            && key
                .path
                .strip_prefix(system.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let known = systems
        .iter()
        .filter(|(system, _)| holds(system))
        .max_by_key(|(system, _)| system.path.len());
    if let Some((system, name)) = known {
        let prefix = format!("{}{}", system.host, system.path);
        return vec![Place::System {
            name: Some((*name).to_owned()),
            prefix,
        }];
    }
    let mut prefix = key.host.clone();
    let mut places = vec![Place::System {
        name: None,
        prefix: prefix.clone(),
    }];
    let mut folders: Vec<&str> = key.path.split('/').filter(|folder| !folder.is_empty()).collect();
    if folders.last().is_some_and(|file| file.contains('.')) {
        folders.pop();
    }
    for folder in folders.into_iter().take(DEPTH) {
        prefix = format!("{prefix}/{folder}");
        places.push(Place::System {
            name: None,
            prefix: prefix.clone(),
        });
    }
    places
}

fn cluster(
    site: &str,
    place: Place,
    mut messages: Vec<&Read<'_, '_>>,
    window: &RangeInclusive<NaiveDate>,
    rules: ClusterRules,
) -> Option<Cluster> {
    messages.sort_by_key(|one| (one.message.received, one.message.id));
    let inside: Vec<&Read<'_, '_>> = messages
        .iter()
        .filter(|one| window.contains(&one.message.received))
        .copied()
        .collect();
    let (first, last) = (inside.first()?.message.received, inside.last()?.message.received);
    let again = again(&inside, &messages, &place);
    let least = if place == Place::Site {
        rules.of_site
    } else {
        rules.of_system
    };
    if inside.len() < least && again.len() < rules.again.max(1) {
        return None;
    }
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for one in &inside {
        *counts.entry(one.message.kind).or_default() += 1;
    }
    let mut kinds: Vec<(u8, usize)> = counts.into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    let unusable = inside
        .iter()
        .filter(|one| family(one.message.kind) == problem::INACCESSIBLE)
        .count();
    Some(Cluster {
        site: site.to_owned(),
        place,
        messages: inside.iter().map(|one| one.message.id.to_owned()).collect(),
        kinds,
        unusable,
        again,
        days: (first, last),
    })
}

/// Messages of the window that follow a fix of the same: of a system the same family of kinds, of a site also the same page.
fn again(inside: &[&Read<'_, '_>], all: &[&Read<'_, '_>], place: &Place) -> Vec<(String, String)> {
    type Same<'k> = (u8, Option<&'k AddressKey>);
    fn same<'k>(one: &'k Read<'_, '_>, place: &Place) -> Same<'k> {
        let page = one.page.as_ref().filter(|_| *place == Place::Site);
        (family(one.message.kind), page)
    }
    // The fixes of the same, by the day of closing.
    let mut fixes: BTreeMap<Same<'_>, Vec<(NaiveDate, &str)>> = BTreeMap::new();
    for one in all {
        if let Some((day, Outcome::Fixed)) = one.message.closed {
            fixes
                .entry(same(one, place))
                .or_default()
                .push((day, one.message.id));
        }
    }
    fixes.values_mut().for_each(|fixes| fixes.sort_unstable());
    inside
        .iter()
        .filter_map(|one| {
            let same = same(one, place);
            // A site as a whole without an address says not that it is the same.
            if *place == Place::Site && same.1.is_none() {
                return None;
            }
            let fixes = fixes.get(&same)?;
            let before = fixes.partition_point(|(day, _)| *day < one.message.received);
            let (_, id) = fixes[..before].last()?;
            Some((one.message.id.to_owned(), (*id).to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2023, 7, 1).unwrap() + chrono::Days::new(u64::from(number))
    }

    fn message<'a>(id: &'a str, address: &'a str, kind: u8, received: u32) -> ClusterMessage<'a> {
        ClusterMessage {
            id,
            site: "9901000001",
            address,
            kind,
            received: day(received),
            closed: None,
        }
    }

    #[test]
    fn a_system_that_fails_again_and_again_is_proposed_with_its_messages() {
        let ids: Vec<String> = (0..32).map(|number| format!("{number:02}")).collect();
        let mut messages: Vec<ClusterMessage<'_>> = ids
            .iter()
            .enumerate()
            .map(|(number, id)| {
                let address = if number < 29 {
                    "https://ggfw.rs.qingchuan.example/hsss/login"
                } else {
                    "rs.qingchuan.example/a.html"
                };
                message(
                    id,
                    address,
                    if number >= 29 { 2 } else { [0, 10][number % 2] },
                    number as u32,
                )
            })
            .collect();
        messages[0].closed = Some((day(3), Outcome::Fixed));
        messages.push(message("窗口外", "ggfw.rs.qingchuan.example/hsss", 0, 200));
        let found = clusters(&messages, day(0)..=day(80), &[], ClusterRules::default());
        let [site, system] = &found[..] else {
            panic!("{found:?}")
        };
        assert_eq!(
            (site.messages.len(), site.unusable, &site.place),
            (32, 29, &Place::Site)
        );
        let Place::System { prefix, .. } = &system.place else {
            panic!()
        };
        assert_eq!(
            (prefix.as_str(), system.messages.len()),
            ("ggfw.rs.qingchuan.example/hsss/login", 29)
        );
        assert_eq!(system.again.len(), 25, "all after the day of closing");
        assert_eq!(
            system.sentence("示例省人社厅网站"),
            "示例省人社厅网站业务系统（ggfw.rs.qingchuan.example/hsss/login）收到网民留言29条，其中无法访问、无法使用的29条，办结后再次被反映的25条，多次被网民投诉仍未优化。"
        );
        let address = Url::parse("https://ggfw.rs.qingchuan.example/hsss").unwrap();
        let known = [KnownSystem {
            name: "网上办事大厅",
            address: &address,
        }];
        let found = clusters(&messages, day(0)..=day(80), &known, ClusterRules::default());
        assert!(
            found[1]
                .sentence("示例省人社厅网站")
                .starts_with("示例省人社厅网站“网上办事大厅”收到")
        );
    }

    #[test]
    fn few_messages_are_no_cluster_unless_they_come_again() {
        let mut messages = vec![
            message("1", "a.example/x/y", 0, 1),
            message("2", "a.example/x/y", 10, 9),
            message("3", "a.example/x/y", 0, 12),
        ];
        assert!(clusters(&messages, day(0)..=day(80), &[], ClusterRules::default()).is_empty());
        messages[0].closed = Some((day(4), Outcome::Fixed));
        let found = clusters(&messages, day(5)..=day(80), &[], ClusterRules::default());
        assert!(
            found
                .iter()
                .all(|one| one.again.len() == 2 && one.messages == ["2", "3"]),
            "{found:?}"
        );
        messages[0].closed = Some((day(4), Outcome::NotDefect));
        assert!(clusters(&messages, day(0)..=day(80), &[], ClusterRules::default()).is_empty());
    }

    /// Whatever the messages: every number behind a cluster is there once, of its site, of its window, and kinds add up.
    #[test]
    fn clusters_add_up_for_any_messages() {
        let mut random = fastrand::Rng::with_seed(11);
        let ids: Vec<String> = (0..300).map(|number| number.to_string()).collect();
        for _ in 0..50 {
            let messages: Vec<ClusterMessage<'_>> = ids
                .iter()
                .map(|id| ClusterMessage {
                    id,
                    site: ["甲", "乙", "丙"][random.usize(..3)],
                    address: [
                        "",
                        "打不开",
                        "a.example/x/y/z",
                        "a.example/x/q",
                        "http://b.example:8080/?a=1",
                        "c.example",
                    ][random.usize(..6)],
                    kind: [0, 1, 2, 10][random.usize(..4)],
                    received: day(random.u32(0..100)),
                    closed: random.bool().then(|| {
                        let outcome =
                            [Outcome::Fixed, Outcome::NotDefect, Outcome::NotAccepted][random.usize(..3)];
                        (day(random.u32(0..110)), outcome)
                    }),
                })
                .collect();
            let (from, to) = (day(random.u32(0..50)), day(random.u32(50..100)));
            let found = clusters(&messages, from..=to, &[], ClusterRules::default());
            for cluster in &found {
                let behind: Vec<_> = messages
                    .iter()
                    .filter(|message| cluster.messages.contains(&message.id.to_owned()))
                    .collect();
                assert_eq!(behind.len(), cluster.messages.len());
                assert!(
                    behind.iter().all(
                        |message| message.site == cluster.site && (from..=to).contains(&message.received)
                    )
                );
                assert_eq!(
                    cluster.kinds.iter().map(|(_, count)| count).sum::<usize>(),
                    behind.len()
                );
                assert!(cluster.again.iter().all(|(later, fixed)| {
                    let get = |id: &str| messages.iter().find(|message| message.id == id).unwrap();
                    get(fixed)
                        .closed
                        .is_some_and(|(day, outcome)| day < get(later).received && outcome == Outcome::Fixed)
                }));
            }
            let turned: Vec<_> = messages.iter().rev().copied().collect();
            assert_eq!(
                clusters(&turned, from..=to, &[], ClusterRules::default()),
                found,
                "order does not matter"
            );
        }
    }
}
