//! No way leads from an empty or a failed observation to `account-stale`: every kind of source, every outcome, every identity and
//! every moment, alone and in pairs.

use xunwang_domain::account::{IdentitySeen, ObservationOutcome, SourceKind};

use super::scene::{AccountScene, as_of, scene};

const RULE: &str = "account-stale";
/// The names of seven sources, one a kind.
const SOURCES: [&str; 7] = [
    "授权接口",
    "平台导出",
    "主办单位报送",
    "人工核查",
    "订阅源",
    "公开页面",
    "电话询问",
];
/// Before the reach, within it, after the monitoring point.
const DAYS: [&str; 3] = ["2023-09-10", "2023-09-15", "2023-09-17"];
/// What a source has shown of posts.
const POSTS: [&str; 6] = ["none", "old", "fresh", "future", "deleted", "old and deleted"];

fn outcomes() -> [ObservationOutcome; 4] {
    let failed = ObservationOutcome::Failed {
        reason: "超时".to_owned(),
    };
    [
        ObservationOutcome::Seen,
        failed,
        ObservationOutcome::Unauthorised,
        ObservationOutcome::Hidden,
    ]
}

fn identities() -> [IdentitySeen; 4] {
    let named = |permanent: Option<&str>, name: Option<&str>| IdentitySeen {
        permanent: permanent.map(str::to_owned),
        name: name.map(str::to_owned),
        ..IdentitySeen::default()
    };
    [
        named(None, None),
        named(Some("gh_0001"), Some("江口发布")),
        named(Some("gh_0666"), Some("江口发布")),
        named(None, Some("江口美食")),
    ]
}

fn with(
    scene: AccountScene,
    source: &str,
    day: &str,
    outcome: &ObservationOutcome,
    all: bool,
    seen: &IdentitySeen,
) -> AccountScene {
    let mut scene = match all {
        true => scene.full(source, day),
        false => scene.partial(source, day),
    };
    let last = scene.observations.last_mut().unwrap();
    last.outcome = outcome.clone();
    last.seen = seen.clone();
    scene
}

fn posted(scene: AccountScene, source: &str, posts: &str) -> AccountScene {
    match posts {
        "none" => scene,
        "old" => scene.post(source, "2023-08-01"),
        "fresh" => scene.post(source, "2023-09-10"),
        "future" => scene.post(source, "2023-09-20"),
        "deleted" => scene.deleted(source, "2023-09-10"),
        _ => scene.post(source, "2023-08-01").deleted(source, "2023-07-01"),
    }
}

/// Is there an observation that saw all posts of this account up to the monitoring point, and a post of its?
fn is_grounded(scene: &AccountScene) -> bool {
    scene.observations.iter().any(|one| {
        let is_own =
            one.seen.permanent.as_deref() != Some("gh_0666") && one.seen.name.as_deref() != Some("江口美食");
        let has_post = scene
            .sources
            .iter()
            .any(|it| it.source == one.source && it.newest.is_some());
        one.outcome == ObservationOutcome::Seen
            && one.sees_all
            && is_own
            && one.kind() != SourceKind::PublicPage
            && (as_of() - one.at).num_hours() <= 24
            && has_post
    })
}

#[test]
fn every_finding_rests_on_a_whole_look_and_a_post_that_was_seen() {
    let mut singles = Vec::new();
    for source in SOURCES {
        for day in DAYS {
            for outcome in outcomes() {
                for all in [true, false] {
                    for seen in identities() {
                        singles.push((source, day, outcome.clone(), all, seen));
                    }
                }
            }
        }
    }
    let (mut stale, mut open, mut well) = (0_u32, 0_u32, 0_u32);
    let mut look = |scene: &AccountScene| {
        let report = scene.report(RULE);
        if !report.findings.is_empty() {
            assert!(is_grounded(scene), "{:?} {:?}", scene.observations, scene.sources);
            assert!(report.not_measured.is_empty());
            stale += 1;
        } else if !report.not_measured.is_empty() {
            open += 1;
        } else {
            well += 1;
        }
    };
    for (number, (source, day, outcome, all, seen)) in singles.iter().enumerate() {
        for posts in POSTS {
            let one = with(scene(), source, day, outcome, *all, seen);
            let one = posted(one, source, posts);
            look(&one);
            // With another beside it, so that in the end every one has met many others.
            for step in [1, 29, 211] {
                let (source, day, outcome, all, seen) = &singles[(number * 7 + step) % singles.len()];
                let two = with(one.clone(), source, day, outcome, *all, seen);
                look(&two);
                look(&posted(two, source, POSTS[(number + step) % POSTS.len()]));
            }
        }
    }
    assert!(
        stale > 100 && open > 1_000 && well > 1_000,
        "{stale} {open} {well}"
    );
}

#[test]
fn a_source_that_shows_nothing_or_fails_never_makes_a_finding() {
    for source in SOURCES {
        for day in DAYS {
            for seen in identities() {
                // Empty: it went well, and there was nothing.
                let empty = with(scene(), source, day, &ObservationOutcome::Seen, true, &seen);
                assert!(empty.report(RULE).findings.is_empty(), "{source} {day}");
                assert!(!empty.report(RULE).not_measured.is_empty());
                for outcome in outcomes().into_iter().skip(1) {
                    // Failed: whatever was known of old posts.
                    let failed = posted(with(scene(), source, day, &outcome, true, &seen), source, "old");
                    assert!(
                        failed.report(RULE).findings.is_empty(),
                        "{source} {day} {outcome:?}"
                    );
                }
            }
        }
    }
}
