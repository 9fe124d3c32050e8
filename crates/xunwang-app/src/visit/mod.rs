//! The visit of a site (巡查): what is fetched in which order, what is kept, and how a killed visit goes on.

mod appearance;
mod archive;
mod context;
mod fleet_targets;
mod frontier;
mod intake;
mod look;
mod memory;
mod places;
mod probe;
mod recall;
mod recorder;
mod scope;
mod site_visit;
mod traps;
mod written;

pub use context::{InspectSettings, Progress, Stop};
pub use traps::Cut;

pub(crate) use archive::Archive;
pub(crate) use context::Context;
pub(crate) use fleet_targets::{FLEET, FLEET_FILE, FleetTargets};
pub(crate) use frontier::{Frontier, Stage, TargetNumber};
pub(crate) use memory::{SiteMemory, memory_file};
pub(crate) use places::Places;
pub(crate) use recorder::{Interrupted, Recorder};
pub(crate) use scope::Scope;
pub(crate) use site_visit::{Gathered, SiteVisit};
