//! Files in, text, places, links and comments out; hostile files refused.

mod docx;
mod hostile;
mod manuscript;
mod pdf;
mod pdf_sample;
mod samples;
mod xlsx;

/// Says why a test has nothing to test here.
#[expect(clippy::print_stderr, reason = "whoever runs the tests is to see it")]
fn skipped(why: &str) {
    eprintln!("跳过：{why}");
}
