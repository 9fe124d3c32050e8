//! What somebody would try who should not come in.

use axum::body::Body;
use chrono::TimeDelta;
use http::{Request, StatusCode, header};
use xunwang_app::office::{begin_totp, confirm_totp, key_letters};
use xunwang_domain::people::Role;
use xunwang_web::WebSettings;

use super::harness::{Office, PASSWORD};

#[tokio::test]
async fn guessing_locks_the_account_and_says_nothing_about_it() {
    let office = Office::set_up().await;
    let mut browser = office.browser();
    let mut said = Vec::new();
    for _ in 0..5 {
        said.push(
            browser
                .post("/login", &[("account", "chen"), ("password", "wrong")])
                .await,
        );
    }
    // Locked: the right password opens nothing, and the words are those for somebody who is not there.
    said.push(
        browser
            .post("/login", &[("account", "chen"), ("password", PASSWORD)])
            .await,
    );
    said.push(
        browser
            .post("/login", &[("account", "nobody"), ("password", PASSWORD)])
            .await,
    );
    let notes: Vec<_> = said
        .iter()
        .map(|answer| answer.between("role=\"alert\">", "<").to_owned())
        .collect();
    assert!(
        notes.iter().all(|note| *note == notes[0])
            && said
                .iter()
                .all(|it| it.status == StatusCode::UNPROCESSABLE_ENTITY)
    );
    assert!(browser.cookie.is_none());
    office.clock.forward(TimeDelta::minutes(15));
    office.logged_in("chen").await;
}

#[tokio::test]
async fn one_address_does_not_try_all_accounts() {
    let office = Office::set_up().await;
    let mut browser = office.browser();
    let mut last = StatusCode::OK;
    for number in 0..31 {
        let account = format!("account{number}");
        last = browser
            .post("/login", &[("account", &account), ("password", "wrong")])
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    office.clock.forward(TimeDelta::minutes(15));
    office.logged_in("chen").await;
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_all_counted() {
    let office = Office::set_up().await;
    let guesses = (0..8).map(|_| {
        let mut browser = office.browser();
        async move {
            browser
                .post("/login", &[("account", "chen"), ("password", "wrong")])
                .await
                .status
        }
    });
    let mut tasks = tokio::task::JoinSet::new();
    guesses.for_each(|guess| {
        tasks.spawn(guess);
    });
    tasks.join_all().await;
    let right = office
        .browser()
        .post("/login", &[("account", "chen"), ("password", PASSWORD)])
        .await;
    assert_eq!(right.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_session_that_was_planted_is_not_taken_up() {
    let office = Office::set_up().await;
    let mut browser = office.browser();
    browser.cookie = Some("xunwang=PLANTEDBYSOMEBODYELSE".to_owned());
    browser
        .post("/login", &[("account", "chen"), ("password", PASSWORD)])
        .await;
    let own = browser.cookie.clone().unwrap();
    assert!(!own.contains("PLANTED") && own.len() > 50);
    let mut planted = office.browser();
    planted.cookie = Some("xunwang=PLANTEDBYSOMEBODYELSE".to_owned());
    assert!(planted.get("/sites").await.location().starts_with("/login"));
}

#[tokio::test]
async fn sessions_end() {
    let office = Office::set_up().await;
    let mut browser = office.logged_in("chen").await;
    for _ in 0..23 {
        office.clock.forward(TimeDelta::minutes(29));
        assert_eq!(browser.get("/").await.status, StatusCode::OK);
    }
    office.clock.forward(TimeDelta::hours(1));
    assert!(
        browser.get("/").await.location().starts_with("/login"),
        "twelve hours"
    );
    let mut browser = office.logged_in("chen").await;
    office.clock.forward(TimeDelta::minutes(30));
    assert!(
        browser.get("/").await.location().starts_with("/login"),
        "half an hour unused"
    );
    let mut browser = office.logged_in("chen").await;
    let copied = browser.clone();
    browser.post("/logout", &[]).await;
    assert!(
        copied.clone().get("/").await.location().starts_with("/login"),
        "left"
    );
    let (mut one, mut other) = (office.logged_in("chen").await, office.logged_in("chen").await);
    let new = "Mountain8Cloud!";
    one.post(
        "/account/password",
        &[("present", PASSWORD), ("password", new), ("again", new)],
    )
    .await;
    assert_eq!(one.get("/").await.status, StatusCode::OK);
    assert!(
        other.get("/").await.location().starts_with("/login"),
        "another password"
    );
}

#[tokio::test]
async fn the_second_factor_is_asked_for_and_no_code_works_twice() {
    let office = Office::set_up().await;
    let mut browser = office.logged_in("chen").await;
    let page = browser.get("/account/totp").await;
    let key = page.between("name=\"key\" value=\"", "\"").to_owned();
    let bytes: Vec<u8> = (0..20)
        .map(|at| u8::from_str_radix(&key[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    let code = |office: &Office| {
        let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, bytes.clone()).unwrap();
        totp.generate(office.app.now().timestamp().cast_unsigned())
    };
    let wrong = browser
        .post(
            "/account/totp",
            &[("key", &key), ("code", "000000"), ("present", PASSWORD)],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let used = code(&office);
    let on = browser
        .post(
            "/account/totp",
            &[("key", &key), ("code", &used), ("present", PASSWORD)],
        )
        .await;
    assert_eq!(on.location(), "/account?note=totp-on", "{}", on.text);

    let mut entering = office.browser();
    let half = entering
        .post("/login", &[("account", "chen"), ("password", PASSWORD)])
        .await;
    assert_eq!(half.location(), "/login/code?next=%2F");
    assert!(
        entering.get("/sites").await.location().starts_with("/login"),
        "the password alone opens nothing"
    );
    let replayed = entering.post("/login/code", &[("code", &used)]).await;
    assert_eq!(replayed.status, StatusCode::UNPROCESSABLE_ENTITY);
    office.clock.forward(TimeDelta::seconds(30));
    let before = entering.cookie.clone();
    let fresh = code(&office);
    assert_eq!(
        entering.post("/login/code", &[("code", &fresh)]).await.location(),
        "/"
    );
    assert_ne!(entering.cookie, before, "another secret after the second factor");
    assert_eq!(entering.get("/sites").await.status, StatusCode::OK);

    let mut late = office.browser();
    late.post("/login", &[("account", "chen"), ("password", PASSWORD)])
        .await;
    office.clock.forward(TimeDelta::minutes(5));
    assert_eq!(
        late.post("/login/code", &[("code", &code(&office))]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    let mut guessing = office.browser();
    guessing
        .post("/login", &[("account", "chen"), ("password", PASSWORD)])
        .await;
    for _ in 0..5 {
        guessing.post("/login/code", &[("code", "000000")]).await;
    }
    let right = guessing.post("/login/code", &[("code", &code(&office))]).await;
    assert_eq!(
        right.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "codes are guessed five times at most"
    );
}

#[tokio::test]
async fn after_logging_in_nobody_is_sent_to_another_site() {
    let office = Office::set_up().await;
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/login?next=//evil.example",
    ] {
        let mut browser = office.browser();
        let fields = [("account", "chen"), ("password", PASSWORD), ("next", next)];
        assert_eq!(browser.post("/login", &fields).await.location(), "/", "{next}");
    }
    let asked = office.browser().get("/sites?q=江口").await;
    assert!(
        asked.location().starts_with("/login?next=%2Fsites%3Fq%3D"),
        "{}",
        asked.location()
    );
}

#[tokio::test]
async fn paths_lead_to_no_file_and_words_to_no_script() {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("lin", Role::Supervisor, root).await;
    let mut li = office.logged_in("lin").await;
    for path in [
        "/assets/..%2f..%2fCargo.toml",
        "/assets/%2e%2e%2fxunwang.db",
        "/assets/../xunwang.db",
        "/xunwang.db",
        "/sites/..%2f..%2fetc%2fpasswd",
    ] {
        assert_eq!(li.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let words = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let query: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    for path in [
        "/sites?q=",
        "/login?next=/",
        "/sites?status=",
        "/people?note=",
        "/setup?token=",
    ] {
        let text = li.get(&format!("{path}{query}")).await.text;
        assert!(
            !text.contains("<script>alert") && !text.contains("<img src=x"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn oversized_forms_are_refused() {
    let office = Office::set_up().await;
    let mut chen = office.logged_in("chen").await;
    let long = "甲".repeat(40_000);
    let answer = chen.post("/organizations", &[("name", &long)]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let answer = office
        .browser()
        .post("/login", &[("account", &long), ("password", "x")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let long = "a".repeat(50_000);
    let answer = office
        .browser()
        .post("/login", &[("account", "chen"), ("password", &long)])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn every_answer_forbids_scripts_frames_and_keeping() {
    let office = Office::set_up().await;
    let mut chen = office.logged_in("chen").await;
    for path in [
        "/",
        "/login",
        "/nothing",
        "/sites",
        "/people/new",
        "/assets/xunwang.js",
        "/healthz",
    ] {
        let answer = chen.get(path).await;
        let policy = answer.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe"),
            "{path}"
        );
        assert_eq!(answer.headers["x-frame-options"], "DENY", "{path}");
        assert!(
            !answer.text.contains("style=\"") && !answer.text.contains(" onclick="),
            "{path}：inline"
        );
        assert!(
            !answer.text.contains("src=\"http") && !answer.text.contains("href=\"http"),
            "{path}：third party"
        );
        if !path.starts_with("/assets") {
            assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{path}");
        }
    }
}

#[tokio::test]
async fn behind_a_proxy_the_cookie_is_for_https_and_only_the_last_address_counts() {
    let office = Office::with(WebSettings { behind_proxy: true }).await;
    let token = xunwang_app::office::offer_set_up(&office.app)
        .await
        .unwrap()
        .unwrap();
    let given = xunwang_app::office::SetUp {
        office: "示例省".to_owned(),
        name: "陈管理".to_owned(),
        account: "chen".to_owned(),
        password: PASSWORD.to_owned(),
        address: String::new(),
    };
    xunwang_app::office::set_up(&office.app, &token, &given)
        .await
        .unwrap();
    let login = |forwarded: &str, password: &str| {
        let body = format!("account=chen&password={password}");
        Request::post("/login")
            .header(header::ORIGIN, "https://xunwang.test")
            .header("x-forwarded-for", forwarded)
            .body(Body::from(body))
            .unwrap()
    };
    // Made-up addresses before the real one do not give more guesses.
    for number in 0..31 {
        let answer = office
            .browser()
            .send(login(&format!("10.0.0.{number}, 192.0.2.7"), "wrong"))
            .await;
        assert_ne!(answer.status, StatusCode::SEE_OTHER);
    }
    let refused = office.browser().send(login("10.9.9.9, 192.0.2.7", "x")).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    office.clock.forward(TimeDelta::days(1));
    let answer = office.browser().send(login("192.0.2.8", "River7Stone%21")).await;
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-xunwang=") && cookie.contains("; Secure") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
}

#[tokio::test]
async fn a_key_is_never_put_in_force_by_a_code_of_another() {
    let office = Office::set_up().await;
    let attempt = xunwang_app::office::Attempt {
        account: "chen".to_owned(),
        password: PASSWORD.to_owned(),
        ..Default::default()
    };
    let entered = xunwang_app::office::log_in(&office.app, &attempt).await.unwrap();
    let login = xunwang_app::office::session_of(&office.app, &entered.secret, "")
        .await
        .unwrap()
        .unwrap();
    let (one, other) = (begin_totp(&office.app), begin_totp(&office.app));
    assert_ne!(key_letters(&one), key_letters(&other));
    let totp = totp_rs::TOTP::new(totp_rs::Algorithm::SHA1, 6, 1, 30, other).unwrap();
    let code = totp.generate(office.app.now().timestamp().cast_unsigned());
    assert!(
        confirm_totp(&office.app, &login, &one, &code, PASSWORD)
            .await
            .is_err()
    );
}
