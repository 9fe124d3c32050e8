//! Files in, text, places, links and comments out; hostile files refused.

mod docx;
mod samples;
mod xlsx;
