//! What an officer opens: the four files of the reference facts.

use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::Edition;
use xunwang_report::documents::circular::compose;
use xunwang_report::render;

#[test]
fn dump() {
    let facts = CircularFacts::from_json(include_bytes!("fixtures/reference-facts.json")).unwrap();
    let document = compose(&facts, Edition::Confirmed).unwrap();
    let dir = std::path::Path::new("/tmp/out");
    std::fs::create_dir_all(dir).unwrap();
    std::fs::write(dir.join("c.txt"), document.plain_text()).unwrap();
    std::fs::write(dir.join("c.docx"), render::docx(&document).unwrap()).unwrap();
    std::fs::write(dir.join("c.html"), render::html(&document).unwrap()).unwrap();
    std::fs::write(dir.join("c.xlsx"), render::xlsx(&document).unwrap()).unwrap();
    let t = std::time::Instant::now();
    std::fs::write(dir.join("c.pdf"), render::pdf(&document).unwrap()).unwrap();
    eprintln!("{:?}", t.elapsed());
}
