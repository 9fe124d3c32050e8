//! Targets of links (链接目标): what is broken or unclear, and what else the links of a site show.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::exchange::TargetState;
use crate::facts::PageRegion;

/// A target that is broken or unclear (问题链接), with the places where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetFact {
    /// The target, without fragment.
    pub url: Url,
    /// What it is, by the strongest reference: attachment, picture or link.
    pub role: TargetRole,
    /// Its state after the last look.
    pub state: TargetState,
    /// The first 100 places in address order.
    pub places: Vec<Place>,
    /// Number of all places.
    pub places_total: u64,
    /// Link text of the first place.
    pub text: String,
    /// When it first failed.
    pub first_seen: DateTime<Utc>,
    /// What each look said, in their order (查看经过).
    pub looks: Vec<TargetLook>,
    /// The title that the target shows, where it is a page outside the site; else empty.
    pub title: String,
}

/// What one look at a target said (查看记录).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetLook {
    /// When.
    pub at: DateTime<Utc>,
    /// HTTP code or word, as in links.csv.
    pub status: String,
}

/// What a site's links show beside their targets' states (链接事实), each kind by address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkFacts {
    /// Targets at hosts that only deliver or count advertisements, whatever their state.
    pub adverts: Vec<TargetFact>,
    /// Targets outside the site that its links call by the name of a public body.
    pub entries: Vec<NamedTarget>,
    /// Addresses with a fragment that names no element of the page.
    pub fragments: Vec<FragmentFact>,
}

/// A target outside the site, and the names of public bodies by which the site links to it (单位链接).
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTarget {
    /// The target.
    pub url: Url,
    /// Name of the registered site that it is, where it is one.
    pub site_name: Option<String>,
    /// The title that it shows; empty where it shows none.
    pub title: String,
    /// The names, each once, in their order as texts.
    pub names: Vec<NamedEntry>,
}

/// One name by which a site links to a target, with its places.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedEntry {
    /// The link text.
    pub text: String,
    /// The first 100 places in address order.
    pub places: Vec<Place>,
    /// Number of all places.
    pub places_total: u64,
}

/// A link to a place on a page of the site that the page does not have (页内链接).
#[derive(Clone, Debug, PartialEq)]
pub struct FragmentFact {
    /// The address with its fragment.
    pub url: Url,
    /// Link text of the first place.
    pub text: String,
    /// The first 100 places in address order.
    pub places: Vec<Place>,
    /// Number of all places.
    pub places_total: u64,
}

/// What a target is (链接对象).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetRole {
    /// A picture.
    Image,
    /// A file to download.
    Attachment,
    /// A page, a frame, a resource.
    Link,
}

/// A place where something stands (出现位置).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The page.
    pub url: Url,
    /// Where on the page.
    pub region: PageRegion,
    /// The element.
    pub selector: String,
}
