//! The pages that answer forms, in a real browser: what is shown before something is done, what was refused, what is shown once.

use std::path::Path;

use http::StatusCode;

use super::chromium::Chromium;
use super::matrix::furnished;
use super::story_browser::{Case, SIZES, axe, fill, judge, picture_of};

/// Forms that answer with a page: who sends them, the name of the answer, the page they stand on (none: the answer before), how
/// they are filled in and sent, and the code of the answer.
const FORMS: [(&str, &str, &str, &str, StatusCode); 11] = [
    (
        "administrator",
        "accounts-preview",
        "/people/accounts",
        "document.querySelectorAll('[name=body]').forEach((it, n) => it.checked = n < 2); send('/people/accounts/preview')",
        StatusCode::OK,
    ),
    (
        "administrator",
        "accounts-opened",
        "",
        "send('/people/accounts')",
        StatusCode::OK,
    ),
    (
        "administrator",
        "accounts-wrong-sheet",
        "/people/accounts",
        "file('/people/accounts/sheet', '姓名,单位\\n李某,没有的局\\n')",
        StatusCode::UNPROCESSABLE_ENTITY,
    ),
    (
        "supervisor",
        "import-preview",
        "/import",
        "file('/import', '网站标识码,网站名称,首页网址,地区或部门\\n9901000002,江口市教育体育局网站,http://jyj.jiangkou.example/,江口市\\n')",
        StatusCode::OK,
    ),
    (
        "supervisor",
        "import-wrong",
        "/import",
        "file('/import', '网站标识码,网站名称,首页网址,地区或部门\\n99X,,htp:/x,江口市\\n')",
        StatusCode::UNPROCESSABLE_ENTITY,
    ),
    (
        "supervisor",
        "mismatches-compared",
        "/mismatches",
        "file('/mismatches/compare', '网站标识码,网站名称,首页网址,地区或部门\\n9901000002,江口市教育体育局网站,http://jyj.jiangkou.example/,江口市\\n')",
        StatusCode::OK,
    ),
    (
        "supervisor",
        "mismatches-refused",
        "/mismatches",
        "document.querySelector('details').open = true; send('/mismatches/explain')",
        StatusCode::UNPROCESSABLE_ENTITY,
    ),
    (
        "supervisor",
        "feedback-refused",
        "/feedback",
        "all('/feedback/bulk'); say('#action', 'approve'); send('/feedback/bulk')",
        StatusCode::UNPROCESSABLE_ENTITY,
    ),
    // What could not be looked at again is not accepted as mended.
    (
        "supervisor",
        "rectify-refused",
        "/rectifications",
        "all('/rectifications/bulk'); say('#action', 'accept'); send('/rectifications/bulk')",
        StatusCode::UNPROCESSABLE_ENTITY,
    ),
    (
        "supervisor",
        "rectify-escalated",
        "/rectifications",
        "all('/rectifications/bulk'); say('#action', 'escalate reminder'); say('#note', '电话提醒'); send('/rectifications/bulk')",
        StatusCode::OK,
    ),
    (
        "supervisor",
        "rectify-ledger-wrong",
        "/rectifications/ledger",
        "file('/rectifications/ledger', '整改编号,整改措施及结果,完成日期,责任人,佐证材料\\nX,已改,2026-13-40,,\\n')",
        StatusCode::UNPROCESSABLE_ENTITY,
    ),
];
/// Sends the form of an action, with a file of this text where one is given; ticks all its rows by the box in the head.
const SEND: &str = "\
    const of = action => document.querySelector(`form[action^=\"${action}\"]`); \
    const send = action => of(action).submit(); \
    const file = (action, text) => { const data = new DataTransfer(); \
        data.items.add(new File([text], '表.csv')); \
        of(action).querySelector('[type=file]').files = data.files; send(action); }; \
    const say = (field, value) => { document.querySelector(field).value = value; }; \
    const all = action => { of(action).querySelector('th input').click(); \
        if (![...of(action).querySelectorAll('td input')].every(it => it.checked)) throw new Error('没有全选'); };";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_is_well_that_answers_a_form() {
    let axe = axe();
    let office = furnished().await;
    fill(&office).await;
    let origin = format!("http://{}", office.listen().await);
    let mut cookies = Vec::new();
    for who in ["administrator", "supervisor"] {
        let browser = office.session(&format!("root.{who}")).await;
        let cookie = browser.cookie.clone().unwrap();
        cookies.push((who, cookie.split_once('=').unwrap().1.to_owned()));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots-forms");
    let look = move || {
        let chromium = Chromium::start();
        let mut wrong = Vec::new();
        for (who, secret) in cookies {
            for size in SIZES {
                let tab = chromium.tab(Some((&origin, "xunwang", &secret)));
                tab.resize(size.0, size.1);
                tab.prefer("light");
                for (_, name, page, script, status) in FORMS.into_iter().filter(|form| form.0 == who) {
                    if !page.is_empty() {
                        tab.open(&format!("{origin}{page}"));
                    }
                    let visit = tab.leave(&format!("{SEND} {script}"));
                    let case = Case {
                        who,
                        name: name.to_owned(),
                        url: format!("{origin}/（{name}）"),
                        status,
                        closely: true,
                    };
                    let picture = picture_of(&folder, &case, size.0);
                    wrong.extend(judge(&tab, &visit, &case, (size.0, &axe, &picture)));
                }
            }
        }
        wrong
    };
    let wrong = tokio::task::spawn_blocking(look).await.unwrap();
    assert!(wrong.is_empty(), "{} 处：\n{}", wrong.len(), wrong.join("\n"));
}
