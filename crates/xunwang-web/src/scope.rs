//! The round and the area chosen at the top (所看轮次和地区): they stand in the address and hold from page to page.
//!
//! Nothing is remembered about them: a page that is opened from another one and names none of them gets them from the address
//! of the page before, and its own address then says so. A link sent to a colleague shows the same.

use http::{HeaderMap, Uri, header};
use uuid::Uuid;
use xunwang_app::office::{App, AppError, LoggedIn, problem_rounds};
use xunwang_domain::organization::{Organization, OrganizationId};
use xunwang_domain::people::Permission;
use xunwang_domain::round::RoundId;

/// More bodies than this are not offered.
const MOST: usize = 300;
const ROUNDS: &str = "/rounds/";

/// What an address says of the two: `None` where it does not name one, empty where it says “all”.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    round: Option<String>,
    area: Option<String>,
}

impl Scope {
    /// What the address says; a round's own pages name it in their path.
    pub(crate) fn of(uri: &Uri) -> Self {
        let asked = |name: &str| {
            let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
            pairs.into_iter().find(|(own, _)| own == name)
        };
        let own = round_of_path(uri.path()).map(|(round, _)| round.to_owned());
        Self {
            round: own.or_else(|| asked("round").map(|(_, value)| value.into_owned())),
            // Filters saved by earlier versions call it so.
            area: asked("area")
                .or_else(|| asked("branch"))
                .map(|(_, value)| value.into_owned()),
        }
    }

    /// What the page said from which the request comes; the guard has refused forms from elsewhere, other pages say no more than
    /// a link of theirs could.
    pub(crate) fn of_page_before(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let before = text(header::REFERER).and_then(|text| text.parse::<Uri>().ok());
        let is_ours = |uri: &Uri| uri.authority().map(|it| it.as_str()) == text(header::HOST);
        before
            .filter(is_ours)
            .map_or_else(Self::default, |uri| Self::of(&uri))
    }

    /// This one, and what it does not name as the page before had it.
    pub(crate) fn or(self, before: &Self) -> Self {
        Self {
            round: self.round.or_else(|| before.round.clone()),
            area: self.area.or_else(|| before.area.clone()),
        }
    }

    pub(crate) fn round(&self) -> Option<RoundId> {
        self.round
            .as_deref()
            .and_then(|text| Uuid::parse_str(text).ok())
            .map(RoundId)
    }

    pub(crate) fn area(&self) -> Option<OrganizationId> {
        self.area
            .as_deref()
            .and_then(|text| Uuid::parse_str(text).ok())
            .map(OrganizationId)
    }
}

/// The number of the round in the path of its pages, and which of them it is.
fn round_of_path(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix(ROUNDS)?;
    let (round, page) = rest.split_once('/').unwrap_or((rest, ""));
    Uuid::parse_str(round).is_ok().then_some((round, page))
}

/// The address under which the page is to be shown instead: that of the round chosen, and with what the page before had.
pub(crate) fn better_address(uri: &Uri, before: &Scope) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let mut path = uri.path().to_owned();
    let own = Scope::of(uri);
    let mut is_better = false;
    if let Some((round, page)) = round_of_path(uri.path())
        && let Some(chosen) = pairs.iter().position(|(name, _)| name == "round")
    {
        is_better = true;
        let (_, chosen) = pairs.remove(chosen);
        if Uuid::parse_str(&chosen).is_ok() && chosen != round {
            // What lies below a page of one round need not be in another.
            let page = page.split('/').next().unwrap_or_default();
            path = format!("{ROUNDS}{chosen}/{page}")
                .trim_end_matches('/')
                .to_owned();
        }
    }
    let inherited = [
        ("round", &own.round, &before.round),
        ("area", &own.area, &before.area),
    ];
    for (name, own, before) in inherited {
        if let Some(value) = before
            .as_ref()
            .filter(|it| own.is_none() && Uuid::parse_str(it).is_ok())
        {
            is_better = true;
            pairs.push((name.to_owned(), value.clone()));
        }
    }
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let mark = if query.is_empty() { "" } else { "?" };
    is_better.then(|| format!("{path}{mark}{query}"))
}

/// The choice at the top of a page (轮次和地区选择).
#[derive(Clone, Debug, Default)]
pub(crate) struct Chooser {
    /// The page that is open.
    uri: Uri,
    /// Number, title, chosen.
    pub(crate) rounds: Vec<Choice>,
    /// Number, name, chosen.
    pub(crate) areas: Vec<Choice>,
}

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

impl Chooser {
    /// What this person may choose.
    ///
    /// # Errors
    /// The store could not.
    pub(crate) async fn of(app: &App, login: &LoggedIn, scope: &Scope, uri: Uri) -> Result<Self, AppError> {
        let caller = &login.caller;
        let rounds = problem_rounds(app, caller)
            .await?
            .into_iter()
            .map(|round| Choice {
                is_chosen: scope.round() == Some(round.id),
                value: round.id.0.to_string(),
                name: round.title(),
            });
        let choice = |one: &Organization, name: String| Choice {
            is_chosen: scope.area() == Some(one.id),
            value: one.id.0.to_string(),
            name,
        };
        let tops = caller.user.branches(Permission::ViewRegister);
        let below = tops.into_iter().flat_map(|top| caller.tree.children(top));
        let mut areas: Vec<_> = below
            .take(MOST)
            .map(|one| choice(one, one.name.clone()))
            .collect();
        let is_offered = areas.iter().any(|one| one.is_chosen);
        if let Some(chosen) = scope.area().filter(|_| !is_offered)
            && let Some(one) = caller.tree.get(chosen)
            && caller.may(Permission::ViewRegister, chosen)
        {
            areas.insert(0, choice(one, caller.tree.full_name(chosen)));
        }
        Ok(Self {
            rounds: rounds.collect(),
            areas,
            uri,
        })
    }

    /// The address of the open page.
    pub(crate) fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Is the open page one of a round? Then it is of that one, and not of the latest.
    pub(crate) fn is_of_round(&self) -> bool {
        round_of_path(self.uri.path()).is_some()
    }

    /// Is there anything to choose?
    pub(crate) fn offers(&self) -> bool {
        !self.rounds.is_empty() || !self.areas.is_empty()
    }

    /// Where the choice leads: the open page where it is a list, the list of the section otherwise.
    pub(crate) fn action<'a>(&'a self, section: &'a str) -> &'a str {
        match self.stays(section) {
            true => self.uri.path(),
            false => section,
        }
    }

    /// What else the address of the open page says.
    pub(crate) fn others(&self, section: &str) -> Vec<(String, String)> {
        let pairs = form_urlencoded::parse(self.uri.query().unwrap_or_default().as_bytes());
        let changes = ["round", "area", "branch", "page", "note"];
        let kept = pairs
            .into_owned()
            .filter(|(name, _)| !changes.contains(&name.as_str()));
        kept.filter(|_| self.stays(section)).collect()
    }

    fn stays(&self, section: &str) -> bool {
        self.uri.path() == section || self.is_of_round()
    }
}
