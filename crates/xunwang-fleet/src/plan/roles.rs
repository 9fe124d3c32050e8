//! Which site plays which part: the few that fail, those that cannot be measured, the many with small defects.

use crate::{FleetOptions, Style, chance::Chance, site::Fault};

/// The part of a site in the fleet (站点角色).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Only baits.
    Clean,
    /// A few defects that fail nobody.
    Minor,
    /// At least five stale channels of the kinds that count: veto WV4-1.
    ManyStale,
    /// At least five blank channels: veto WV4-3.
    ManyBlank,
    /// Nothing new on the home page: veto WV3.
    HomeStale,
    SelfSigned,
    Expired,
    Refused,
    Challenge412,
    Challenge521,
}

impl Role {
    pub(crate) fn https(self) -> bool {
        matches!(self, Self::SelfSigned | Self::Expired)
    }

    /// Whether its pages can be seen at all.
    pub(crate) fn measured(self) -> bool {
        !matches!(self, Self::Refused | Self::Challenge412 | Self::Challenge521)
    }

    pub(crate) fn fault(self) -> Fault {
        match self {
            Self::SelfSigned => Fault::SelfSigned,
            Self::Expired => Fault::Expired,
            Self::Refused => Fault::Refused,
            Self::Challenge412 => Fault::Challenge412,
            Self::Challenge521 => Fault::Challenge521,
            _ => Fault::None,
        }
    }
}

/// The roles of all sites. The shares follow what circulars count: most sites pass with small defects,
/// stale channels are by far the most frequent veto (circulars.md §4).
pub(crate) fn roles(options: &FleetOptions) -> Vec<Role> {
    let roles = vec![if options.defects { Role::Minor } else { Role::Clean }; options.sites];
    if !options.defects {
        return roles;
    }
    let share = |part: usize| (options.sites / part).max(1);
    if options.style == Style::Evaluation {
        // A third of the sites for each rule that finds one thing a site: three seeds make a hundred.
        let wanted = [
            (Role::HomeStale, options.sites * 3 / 10),
            (Role::SelfSigned, options.sites * 3 / 20),
            (Role::Expired, options.sites * 3 / 20),
            (Role::ManyStale, share(20)),
            (Role::ManyBlank, share(12)),
            (Role::Refused, 1),
            (Role::Challenge412, 1),
            (Role::Clean, share(10)),
        ];
        return deal(roles, &wanted, options);
    }
    let challenge = match options.style {
        Style::Demo => Role::Challenge412,
        Style::Second | Style::Evaluation => Role::Challenge521,
    };
    let wanted = [
        (Role::ManyStale, share(20)),
        (Role::ManyBlank, share(40)),
        (Role::HomeStale, share(40)),
        (Role::Refused, share(40)),
        (challenge, share(40)),
        (Role::SelfSigned, share(40)),
        (Role::Expired, share(40)),
        (Role::Clean, share(5)),
    ];
    deal(roles, &wanted, options)
}

fn deal(mut roles: Vec<Role>, wanted: &[(Role, usize)], options: &FleetOptions) -> Vec<Role> {
    let mut order: Vec<usize> = (0..options.sites).collect();
    Chance::new(&[options.seed, 2]).shuffle(&mut order);
    let mut order = order.into_iter();
    for (role, count) in wanted {
        for index in order.by_ref().take(*count) {
            roles[index] = *role;
        }
    }
    roles
}
