//! Workbooks: cells, hidden sheets, links.

use rust_xlsxwriter::{Formula, Url, Workbook};
use xunwang_office::{Kind, read};

#[test]
fn a_workbook_reads_row_by_row_with_its_links() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("名单").unwrap();
    sheet.write(0, 0, "姓名").unwrap();
    sheet.write(0, 1, "网址").unwrap();
    sheet.write(1, 0, 44_010_119_900_101.0).unwrap();
    sheet
        .write_url(1, 1, Url::new("http://a.example.cn/b.html#c").set_text("看这里"))
        .unwrap();
    sheet
        .write_formula(
            2,
            0,
            Formula::new(r#"=HYPERLINK("http://f.example.cn/","公式")"#).set_result("公式"),
        )
        .unwrap();
    sheet.write(3, 2, "印出www.p.example.cn").unwrap();
    let hidden = workbook.add_worksheet().set_name("隐藏").unwrap();
    hidden.write(0, 0, "身份证").unwrap();
    hidden.set_hidden(true);
    let bytes = workbook.save_to_buffer().unwrap();

    let paper = read(&bytes).unwrap();
    assert_eq!(paper.kind, Kind::Xlsx);
    assert_eq!(
        paper.text,
        "姓名\t网址\n44010119900101\t看这里\n公式\n印出www.p.example.cn\n身份证\n"
    );
    let mut links: Vec<_> = paper
        .links
        .iter()
        .map(|link| {
            (
                link.target.as_str(),
                link.text.as_str(),
                link.place.to_string(),
                link.printed,
            )
        })
        .collect();
    links.sort_unstable();
    assert_eq!(
        links,
        [
            (
                "http://a.example.cn/b.html#c",
                "看这里",
                "工作表“名单”B2".to_owned(),
                false
            ),
            ("http://f.example.cn/", "公式", "工作表“名单”A3".to_owned(), false),
            (
                "http://www.p.example.cn",
                "www.p.example.cn",
                "工作表“名单”C4".to_owned(),
                true
            ),
        ]
    );
}
