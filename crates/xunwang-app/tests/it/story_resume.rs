//! An inspection that is broken off again and again ends like an undisturbed one.

use std::sync::Arc;
use std::time::Duration;

use xunwang_app::inspection::{InspectEnd, InspectError};
use xunwang_app::visit::Stop;
use xunwang_fleet::FleetOptions;

use super::harness::{findings, for_a_while, judgements, serve};

fn small() -> FleetOptions {
    FleetOptions {
        sites: 8,
        ..FleetOptions::demo("2026-09-15".parse().unwrap())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_off_anywhere_it_goes_on_where_it_stood() {
    let served = Arc::new(serve(small()).await);
    let undisturbed = tempfile::tempdir().unwrap();
    served
        .inspect(undisturbed.path(), Arc::new(Stop::default()))
        .await
        .unwrap();
    let requests = served.requests();

    let broken_off = tempfile::tempdir().unwrap();
    let mut breaks = 0;
    // The last is longer than a commit waits, also on a busy machine: something is left for the run after it.
    for pause in [30, 250, 60, 500, 120, 900, 40, 350, 2500] {
        let (served, folder) = (Arc::clone(&served), broken_off.path().to_owned());
        let whole = tokio::task::spawn_blocking(move || {
            for_a_while(&served, &folder, None, Duration::from_millis(pause))
        });
        if whole.await.unwrap() {
            break;
        }
        breaks += 1;
    }
    served.server.reset_statistics();
    served
        .inspect(broken_off.path(), Arc::new(Stop::default()))
        .await
        .unwrap();
    assert!(breaks >= 3, "broken off only {breaks} times");
    assert_eq!(
        findings(broken_off.path()).await,
        findings(undisturbed.path()).await
    );
    assert_eq!(
        judgements(broken_off.path()).await,
        judgements(undisturbed.path()).await
    );
    assert!(
        served.requests() < requests,
        "the last run fetched only what was left: {} of {requests} after {breaks} breaks",
        served.requests()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_stop_it_keeps_everything_and_goes_on() {
    let served = serve(small()).await;
    let folder = tempfile::tempdir().unwrap();
    let stop = Arc::new(Stop::default());
    let asked = Arc::clone(&stop);
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(150)).await;
        asked.ask();
    });
    assert_eq!(
        served.inspect(folder.path(), stop).await.unwrap(),
        InspectEnd::Stopped
    );
    assert_eq!(
        served
            .inspect(folder.path(), Arc::new(Stop::default()))
            .await
            .unwrap(),
        InspectEnd::Complete
    );
    let whole = tempfile::tempdir().unwrap();
    served
        .inspect(whole.path(), Arc::new(Stop::default()))
        .await
        .unwrap();
    assert_eq!(findings(folder.path()).await, findings(whole.path()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_another_round_is_left_alone() {
    let served = serve(FleetOptions { sites: 1, ..small() }).await;
    let folder = tempfile::tempdir().unwrap();
    served
        .inspect(folder.path(), Arc::new(Stop::default()))
        .await
        .unwrap();
    let other = serve(FleetOptions { sites: 2, ..small() }).await;
    let refused = other.inspect(folder.path(), Arc::new(Stop::default())).await;
    assert!(matches!(refused, Err(InspectError::OtherRound)), "{refused:?}");
}
