//! axe-core in a browser: what it finds wrong with a page.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::skipped;

/// Its findings of some weight, and how many of its rules the page passes; none where it is not installed. The page is
/// judged as a browser has it; axe-core tells its findings in the title.
pub(crate) fn judged(html: &str) -> Option<(String, u32)> {
    const PACKAGE: &str = "axe_playwright_python";
    let find =
        format!("import importlib.util as u; print(u.find_spec('{PACKAGE}').submodule_search_locations[0])");
    let own = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("xtask-python/bin/python");
    let folder = [PathBuf::from("python3"), own].into_iter().find_map(|python| {
        let output = Command::new(python).args(["-c", &find]).output().ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    });
    let Some(folder) = folder else {
        skipped("没有安装 axe-core（cargo xtask test 会装）");
        return None;
    };
    let axe = std::fs::read_to_string(Path::new(&folder).join("axe.min.js")).unwrap();
    let judge = "axe.run(document, {resultTypes: ['violations']}).then(found => { document.body.innerHTML = ''; \
        document.title = 'axe:' + found.violations.filter(one => ['serious', 'critical', 'moderate'].includes(one.impact)) \
        .map(one => one.id + ' ' + one.nodes[0].html).join(' | ') + ':' + found.passes.length; });";
    let judged = html.replace(
        "</body>",
        &format!("<script>{axe}</script><script>{judge}</script></body>"),
    );
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, judged).unwrap();
    let browser = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=20000",
            "--dump-dom",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .arg(format!("file://{}", page.display()))
        .output();
    let Ok(shown) = browser else {
        skipped("没有安装 chromium");
        return None;
    };
    let dom = String::from_utf8_lossy(&shown.stdout);
    let title = dom
        .split("<title>")
        .nth(1)
        .and_then(|rest| rest.split("</title>").next())
        .unwrap_or_default();
    let (violations, passes) = title
        .strip_prefix("axe:")
        .and_then(|found| found.rsplit_once(':'))
        .unwrap_or_else(|| panic!("axe did not run: {title}"));
    Some((violations.to_owned(), passes.parse().unwrap()))
}
