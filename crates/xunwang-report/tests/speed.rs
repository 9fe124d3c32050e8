//! Sixty pages in two seconds: `cargo test --release -p xunwang-report --test speed -- --ignored`.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use std::time::{Duration, Instant};

use common::{changed, confirmed};
use xunwang_report::render;

#[test]
#[ignore = "measures; means something only in a release build"]
fn sixty_pages_in_two_seconds() {
    let facts = changed(|facts| {
        let failing = facts
            .problems
            .iter()
            .find(|problem| problem.failing)
            .unwrap()
            .clone();
        facts.problems.retain(|problem| !problem.failing);
        for (place, area) in facts.areas.iter_mut().enumerate() {
            (area.accounts_failed, area.sites_failed) = (0, area.sites_checked / 2);
            for number in 0..area.sites_checked / 2 {
                let mut problem = failing.clone();
                problem.area = area.name.clone();
                problem.name = format!("{}青川云岭第{place}之{number}政府门户网站", area.name);
                problem.text = "多个部门频道未及时处理头部横幅已失效链接，首页滚动图片长期无法显示".repeat(2);
                problem.named = number == 0;
                facts.problems.push(problem);
            }
        }
    });
    let document = confirmed(&facts);
    let start = Instant::now();
    let pdf = render::pdf(&document).unwrap();
    let took = start.elapsed();
    let pages = String::from_utf8_lossy(&pdf).matches("/MediaBox").count();
    assert!(pages >= 60, "{pages} pages");
    assert!(took < Duration::from_secs(2), "{pages} pages took {took:?}");
}
