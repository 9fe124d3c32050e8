//! An inspection from the roster to the result files (检查).

mod changes;
mod circular;
mod conclude;
mod earlier;
mod exceptions;
mod inspect;
mod link_facts;
mod outcome;
mod plan;
mod results;
mod retest;
mod text_facts;
mod verify;

pub use changes::{ChangeRow, Changes};
pub use circular::{CircularInput, circular_facts, kind_of, no_area, official_order};
pub use earlier::{Earlier, EarlierRound};
pub use exceptions::{ExceptionOutcome, ExceptionState, ExceptionUse, exception_outcomes};
pub use inspect::{InspectEnd, InspectError, Outside, inspect};
pub use outcome::{ChannelRow, LinkRow, SiteOutcome, SiteProblem};
pub use plan::Plan;
pub use results::{
    Comparison, Completeness, Counts, Durations, Politeness, RunSummary, Windows, read_outcomes,
    write_changes, write_channels, write_exempted, write_findings, write_links, write_sites,
};
pub(crate) use retest::CHANNEL_PAGES;
pub use retest::{AskedFinding, AskedSite, Reach, RetestRow};
pub use verify::{verify_evidence, verify_outcomes};
