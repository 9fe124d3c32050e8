//! XLSX and XLS workbooks as offices make them.

use expect_test::expect;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use xunwang_sheet::read;

use super::shown;

#[test]
fn numbers_dates_and_stored_results_become_texts() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("名录").unwrap();
    sheet.write(0, 0, 4_401_000_001_u64).unwrap();
    sheet.write(0, 1, 14.5).unwrap();
    sheet.write(0, 2, true).unwrap();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet
        .write_with_format(0, 3, ExcelDateTime::from_ymd(2023, 9, 15).unwrap(), &date)
        .unwrap();
    sheet
        .write(2, 0, Formula::new("=\"44\"&\"01\"").set_result("4401"))
        .unwrap();
    sheet
        .write(2, 1, Formula::new("=NA()").set_result("#N/A"))
        .unwrap();
    sheet.write(2, 27, "远").unwrap();
    let hidden = workbook.add_worksheet().set_name("底稿").unwrap();
    hidden.set_hidden(true);
    hidden.write(0, 0, "x").unwrap();
    let read = read("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    expect![[r#"
        [名录]
        1: 4401000001 | 14.5 | 是 | 2023-09-15
        3: 4401 | !单元格是错误值 #N/A；请改正后以文本填写 |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  | 远
        注：工作表“名录”有2个单元格是公式，按文件中保存的计算结果读取：A3、B3
        注：隐藏的或不是数据的工作表“底稿”没有读取
    "#]]
    .assert_eq(&shown(&read));
    assert!(read.sheets[0].rows[0].cells[0].numeric);
}

#[test]
fn an_old_workbook_is_read_like_a_new_one() {
    let read = read("名录.xls", include_bytes!("../../fixtures/register.xls")).unwrap();
    expect![[r#"
        [名录]
        1: 示例省政府网站名录
        2: 网站标识码 | 网站名称 | 首页网址 | 登记日期
        3: 9901000001 | 青川市人民政府 |  | 2023-09-15
        5: bm99000002 | 示例省交通运输厅 | http://jt.example/
        6:  |  |  | 合并
        7: 9901000003
        注：工作表“名录”有1个单元格是公式，按文件中保存的计算结果读取：C3
        注：隐藏的或不是数据的工作表“隐藏”没有读取
    "#]]
    .assert_eq(&shown(&read));
    let table = read.sheets[0].table(&["网站标识码", "首页网址"]).unwrap();
    assert_eq!(table.header, ["网站标识码", "网站名称", "首页网址", "登记日期"]);
    assert_eq!(table.header_row, 2);
    assert_eq!(table.rows.last().unwrap().cell(3).text, "合并");
}

#[test]
fn a_header_over_two_rows_is_one_header() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 3, "名录", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "网站标识码", &plain).unwrap();
    sheet.merge_range(1, 1, 1, 2, "网站", &plain).unwrap();
    sheet.write(2, 1, "网站名称").unwrap();
    sheet.write(2, 2, "首页网址").unwrap();
    sheet.merge_range(3, 0, 5, 0, "同一格", &plain).unwrap();
    sheet.write(3, 1, "甲").unwrap();
    sheet.write(5, 1, "乙").unwrap();
    let read = read("a.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    let table = read.sheets[0]
        .table(&["网站标识码", "网站名称", "首页网址"])
        .unwrap();
    assert_eq!(table.header, ["网站标识码", "网站名称", "首页网址"]);
    let rows: Vec<_> = table
        .rows
        .iter()
        .map(|row| (row.number, row.cell(0).text.as_str(), row.cell(1).text.as_str()))
        .collect();
    assert_eq!(rows, [(4, "同一格", "甲"), (6, "同一格", "乙")]);
}
