//! How fast texts are read for typing errors; the goal is 100 KB a second and more on one core.

use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use xunwang_text::typo::{Typos, WORD_MODEL_PATHS};

fn main() {
    divan::main();
}

/// A page of an office as it comes, with slips and names.
const PAGE: &str = "\
青川市人民政府办公室关于做好今冬明春安全生产工作的通知。各县（区）人民政府，市政府各部门：为深入贯彻落实省委、省政府关于安全生产工作的\
部署要求，切实加强今冬明春安全生产工作，有效防范和遏制各类生产安全事故，经市政府同意，现就有关事项通知如下。一、提高思想认识，压实安全责任。\
各级各部门要充分认识冬季安全生产工作的严峻形势，严格落实党政领导责任、部门监管责任和企业主体责任，把各项防范措施落到实处。\
二、突出重点领域，开展隐患排查。聚焦矿山、危险化学品、道路交通、建筑施工、消防、燃气等重点行业领域，组织开展拉网式排查整治，\
对发现的问题隐患建立台账、限期整改、闭环管理。市民李晓东说，小区门口的路灯修好了，晚上遛弯心里踏实多了。违反规定的，衣法追究责任。\n";

#[divan::bench]
fn bundled(bencher: Bencher<'_, '_>) {
    read(bencher, &Typos::bundled());
}

#[divan::bench]
fn with_words(bencher: Bencher<'_, '_>) {
    if let Some(path) = WORD_MODEL_PATHS.iter().find(|path| Path::new(path).is_file()) {
        let check = std::fs::read(path)
            .ok()
            .and_then(|bytes| Typos::with_words(bytes).ok());
        read(bencher, &check.expect("the installed model"));
    }
}

/// Once for each process: unpacking the model, the table of likenesses.
#[divan::bench]
fn start() -> Typos {
    Typos::bundled()
}

fn read(bencher: Bencher<'_, '_>, check: &Typos) {
    let text = PAGE.repeat(10);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| check.check(&text, &[]));
}
