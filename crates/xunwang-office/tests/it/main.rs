//! Files in, text, places, links and comments out; hostile files refused.

mod docx;
mod hostile;
mod pdf;
mod pdf_sample;
mod samples;
mod xlsx;
