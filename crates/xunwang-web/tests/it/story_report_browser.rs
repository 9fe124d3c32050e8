//! The public form in a real browser: on phones and on a desk, by keyboard alone, and with script off. The pictures are left in
//! `target/screenshots-report`.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use http::StatusCode;

use super::chromium::{Chromium, Tab, Visit};
use super::citizen::{LINK, close, open_form, staffed};
use super::story_browser::{Case, axe, judge, picture_of};

/// A small phone, a phone, a desk.
const SIZES: [(u32, u32); 3] = [(360, 780), (390, 844), (1440, 900)];
/// Field or link that has the focus.
const FOCUS: &str = "(document.activeElement.name || document.activeElement.id || '') + '|' + (document.activeElement.value || '')";

struct Looks<'a> {
    tab: &'a Tab,
    axe: &'a str,
    folder: PathBuf,
    width: u32,
    wrong: Vec<String>,
}

impl Looks<'_> {
    /// What is wrong with the page that is open, closely.
    fn at(&mut self, visit: &Visit, name: &str, status: StatusCode) {
        let url = self.tab.value("location.href").as_str().unwrap().to_owned();
        let case = Case {
            who: "citizen",
            name: name.to_owned(),
            url,
            status,
            closely: true,
        };
        let picture = picture_of(&self.folder, &case, self.width);
        self.wrong
            .extend(judge(self.tab, visit, &case, (self.width, self.axe, &picture)));
    }
}

/// Goes on by tabulator until that is reached.
fn tab_to(tab: &Tab, wanted: &str) {
    for _ in 0..40 {
        tab.press_tab();
        if tab.value(FOCUS).as_str().unwrap().starts_with(wanted) {
            return;
        }
    }
    panic!("键盘到不了 {wanted}");
}

/// The whole form by keyboard; where that leads.
fn by_keyboard(tab: &Tab) -> Visit {
    tab_to(tab, "kind|");
    tab.press(" ", 32, " ");
    for _ in 0..3 {
        tab.press("ArrowDown", 40, "");
    }
    assert_eq!(tab.value(FOCUS).as_str().unwrap(), "kind|4", "错别字");
    tab_to(tab, "url|");
    tab_to(tab, "text|");
    tab.write("正文第二段“截止”误写为“截至”");
    tab_to(tab, "picture|");
    tab_to(tab, "send|");
    tab.enter()
}

fn code_of(tab: &Tab) -> String {
    tab.value("document.getElementById('code').textContent")
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_form_serves_phones_desks_keyboards_and_browsers_without_script() {
    let axe = axe();
    let office = staffed().await;
    open_form(&office).await;
    let origin = format!("http://{}", office.listen().await);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots-report");
    let _ = std::fs::remove_dir_all(&folder);
    let clock = office.clock.clone();
    let handle = tokio::runtime::Handle::current();
    let look = move || {
        let chromium = Chromium::start();
        let mut wrong = Vec::new();
        for (width, height) in SIZES {
            let tab = chromium.tab(None);
            tab.resize(width, height);
            tab.prefer("light");
            let folder = folder.clone();
            let mut looks = Looks {
                tab: &tab,
                axe: &axe,
                folder,
                width,
                wrong: Vec::new(),
            };
            let visit = tab.open(&format!("{origin}{LINK}"));
            looks.at(&visit, "form", StatusCode::OK);
            tab.open(&format!("{origin}{LINK}"));
            let visit = by_keyboard(&tab);
            let code = code_of(&tab);
            assert!(code.starts_with("20261126"), "{code}");
            looks.at(&visit, "thanks", StatusCode::OK);
            let is_offered = tab.value("!document.querySelector('[data-copy]').hidden");
            assert_eq!(is_offered.as_bool(), Some(true), "复制");

            // What somebody else writes about the same page is answered with what is known of it.
            let visit = tab.open(&format!("{origin}{LINK}"));
            looks.at(&visit, "form-alike", StatusCode::OK);
            let send = "const form = document.getElementById('report'); form.noValidate = true; \
                        document.getElementById('text').value = '错字'; \
                        document.getElementById('url').value = 'x'; form.submit()";
            let visit = tab.leave(send);
            looks.at(&visit, "form-wrong", StatusCode::UNPROCESSABLE_ENTITY);
            let visit = tab.open(&format!("{origin}/report/query"));
            looks.at(&visit, "query", StatusCode::OK);
            let visit = tab.open(&format!("{origin}/report/20261126ffffffff"));
            looks.at(&visit, "query-missing", StatusCode::NOT_FOUND);

            handle.block_on(close(
                &office,
                &code,
                "经核查，情况属实，已将正文第二段的“截至”改为“截止”，感谢您的监督。",
            ));
            let visit = tab.open(&format!("{origin}/report/{code}"));
            looks.at(&visit, "message-closed", StatusCode::OK);
            let visit = tab.open(&format!("{origin}/report/results"));
            looks.at(&visit, "results", StatusCode::OK);
            let visit = tab.open(&format!("{origin}/report/results?q=%E6%B2%A1%E6%9C%89"));
            looks.at(&visit, "results-none", StatusCode::OK);
            wrong.append(&mut looks.wrong);

            // Script off: the button sends the form itself, five seconds after it was opened.
            let plain = chromium.tab(None);
            plain.resize(width, height);
            plain.without_script();
            plain.open(&format!("{origin}{LINK}"));
            clock.forward(TimeDelta::seconds(6));
            by_keyboard(&plain);
            assert!(code_of(&plain).starts_with("20261126"));
            let is_offered = plain.value("!document.querySelector('[data-copy]').hidden");
            assert_eq!(is_offered.as_bool(), Some(false), "没有脚本时没有复制按钮");
            clock.forward(TimeDelta::minutes(10));
        }
        wrong
    };
    let wrong = tokio::task::spawn_blocking(look).await.unwrap();
    assert!(wrong.is_empty(), "{} 处：\n{}", wrong.len(), wrong.join("\n"));
}
