//! The citizen's side of error reports (网民找错): the public form and what stands before it, the look-up by code, the published
//! results. There is no caller: nobody logs in. So each function asks first whether the form is open, gives nothing that is
//! not for everybody, and never shows the code of somebody else's message, which would be the right to reopen it.

mod alike;
mod gate;
mod intake;
mod limits;
mod message;
mod network;
mod picture;
mod results;
mod rules;
mod spent;
mod submission;
mod switch;
mod terms;
mod ticket;
mod turns;

pub use alike::{Alike, AlikeReports, Written, alike};
pub use gate::{Asking, CitizenGate, Ticket};
pub use message::{PublicAnswer, PublicMessage, public_message, reopen_message};
pub use network::Network;
pub use results::{PublicResult, PublicResults, public_results};
pub use rules::{FormRules, LONGEST_ADDRESS, LONGEST_TEXT, MOST_PICTURES, PICTURE_BYTES, SHORTEST_TEXT};
pub use submission::{FormErrors, NotTaken, Submission, TargetSite, site_of_form, submit};
pub use switch::{is_form_open, switch_form};
pub use turns::Turn;
