//! How long a register of 10,000 rows takes; the goal is under a second.

use divan::Bencher;
use xunwang_inspect::registry::read_register;

const COLUMNS: [&str; 9] = [
    "网站标识码",
    "网站名称",
    "首页网址",
    "地区或部门",
    "主管单位",
    "主办单位",
    "网站类别",
    "运行状态",
    "对外服务",
];

fn main() {
    divan::main();
}

fn row(number: u32) -> [String; 9] {
    [
        format!("99{number:08}"),
        format!("青川市第{number}号网站"),
        format!("http://www.site{number}.qingchuan.example/"),
        "青川市".to_owned(),
        "示例省人民政府办公厅".to_owned(),
        "青川市人民政府办公室".to_owned(),
        "部门网站".to_owned(),
        "正常运行".to_owned(),
        "是".to_owned(),
    ]
}

#[divan::bench]
fn csv_gb18030(bencher: Bencher<'_, '_>) {
    let mut text = format!("{}\r\n", COLUMNS.join(","));
    for number in 0..10_000 {
        text.push_str(&format!("{}\r\n", row(number).join(",")));
    }
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    bencher.bench(|| read_register("台账.csv", &bytes, None).unwrap().sites.len());
}

#[divan::bench]
fn xlsx(bencher: Bencher<'_, '_>) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, name) in COLUMNS.iter().enumerate() {
        sheet.write(0, column as u16, *name).unwrap();
    }
    for number in 0..10_000 {
        for (column, text) in row(number).iter().enumerate() {
            sheet.write(number + 1, column as u16, text).unwrap();
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    bencher.bench(|| read_register("台账.xlsx", &bytes, None).unwrap().sites.len());
}
