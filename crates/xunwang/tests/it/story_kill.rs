//! kill -9 at any moment: the same call goes on, and the end is that of an undisturbed run.

use std::process::Stdio;
use std::time::Duration;

use super::harness::{command, findings, run_expecting, word};

#[test]
fn killed_again_and_again_it_ends_alike() {
    let folder = tempfile::tempdir().unwrap();
    let undisturbed = folder.path().join("一");
    run_expecting(0, &["demo", "--no-serve", "--out", word(&undisturbed)]);

    let killed = folder.path().join("二");
    let mut kills = 0;
    // Pauses that hit the start, the crawl and the writing of the results; in numbers that repeat.
    for pause in [40, 400, 900, 1500, 150, 2500, 700, 1200, 300, 2000] {
        let mut child = command(&["demo", "--no-serve", "--out", word(&killed)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(pause));
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        if ended {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 3, "only {kills} kills");
    if !killed.join("run.json").exists() {
        run_expecting(0, &["demo", "--no-serve", "--out", word(&killed)]);
    }
    assert_eq!(findings(&killed), findings(&undisturbed));
    for name in ["sites.csv", "channels.csv", "facts.json", "circular.html"] {
        let read = |folder: &std::path::Path| std::fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(read(&killed), read(&undisturbed), "{name}");
    }
    run_expecting(0, &["verify", word(&killed)]);
}
