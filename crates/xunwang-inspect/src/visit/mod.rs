//! The visit of a site (巡查): what is fetched in which order, what is kept, and how a killed visit goes on.

mod appearance;
mod archive;
mod asking;
mod context;
mod files;
mod fleet_targets;
mod focus;
mod frontier;
mod gathered;
mod intake;
mod link_table;
mod look;
mod memory;
mod mentions;
mod page;
mod page_links;
mod places;
mod probe;
mod recall;
mod recorder;
mod scope;
mod site_visit;
mod texts;
mod traps;

pub use appearance::file_state;
pub use archive::read_record;
pub use context::{InspectSettings, Progress, Stop};
pub use fleet_targets::FLEET;
pub use texts::{BasisPart, Originals, TextBasis, TextChecks};
pub use traps::Cut;
/// Is a file being read on this thread? Like [`crate::registry::is_parsing`], for a program's panic hook.
pub use xunwang_office::is_parsing as is_reading_file;

pub(crate) use archive::Archive;
pub(crate) use context::Context;
pub(crate) use files::Files;
pub(crate) use fleet_targets::{FLEET_FILE, FleetTargets};
pub(crate) use focus::Known;
pub(crate) use frontier::{Frontier, Stage, TargetNumber};
pub(crate) use gathered::{Gathered, Trouble};
pub(crate) use memory::{SiteMemory, memory_file};
pub(crate) use places::Places;
pub(crate) use recorder::{Interrupted, Recorder};
pub(crate) use scope::Scope;
pub(crate) use site_visit::SiteVisit;
pub(crate) use texts::Mistake;
