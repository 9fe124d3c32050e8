//! Every route × every role × own and foreign area, made from the table of routes: a new one cannot be forgotten.

use http::{Method, StatusCode};
use xunwang_domain::filing::FilingObject;
use xunwang_domain::people::{Permission, Role};
use xunwang_domain::registry::SiteCode;
use xunwang_web::{Access, routes};

use super::harness::{Browser, Office};
use super::story_register::REGISTER;

/// What a role sees of something in its own area, and of something in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Let {
    In,
    ToLogin,
    Forbidden,
}

fn let_in(status: StatusCode, location: &str) -> Let {
    match status {
        StatusCode::SEE_OTHER if location.starts_with("/login?next=") || location == "/login?note=ended" => {
            Let::ToLogin
        }
        StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Let::Forbidden,
        status => {
            assert!(status.as_u16() < 500, "{status}");
            Let::In
        }
    }
}

/// Addresses with their parameters filled in: of 江口市, and of 云岭市.
pub(crate) async fn places(office: &Office, path: &str) -> [String; 2] {
    let mut filled = [path.to_owned(), path.to_owned()];
    for (number, area) in ["江口市", "云岭市"].into_iter().enumerate() {
        let place = &mut filled[number];
        if place.contains("{code}") {
            *place = place.replace("{code}", ["9901000001", "9902000001"][number]);
        }
        if place.contains("{organization}") {
            *place = place.replace("{organization}", &office.body(area).await.0.to_string());
        }
        if place.contains("{user}") {
            let tree = office.caller("chen").await;
            let people = xunwang_app::office::people(&office.app, &tree).await.unwrap();
            let account = ["target.jiang", "target.yun"][number];
            let person = people
                .iter()
                .find(|person| person.user.account == account)
                .unwrap();
            *place = place.replace("{user}", &person.user.id.0.to_string());
        }
        if place.contains("{filing}") {
            let chief = office.caller("wang").await;
            let code = SiteCode::parse(["9901000001", "9902000001"][number]).unwrap();
            let all = xunwang_app::office::filings(&office.app, &chief, Some(&FilingObject::Site(code)))
                .await
                .unwrap();
            *place = place.replace("{filing}", &all[0].filing.id.0.to_string());
        }
        if place.contains("{account}") {
            *place = place.replace("{account}", ["JK-1", "YL-1"][number]);
        }
        if place.contains("{way}") {
            *place = place.replace("{way}", "wechat");
        }
        if place.contains("{round}") {
            *place = place.replace("{round}", &super::rounds::id(number).0.to_string());
        }
        if place.contains("{finding}") {
            *place = place.replace("{finding}", &super::rounds::finding(number).0.to_string());
        }
        if place.contains("{indicator}") {
            *place = place.replace("{indicator}", "WV3");
        }
        if place.contains("{paper}") {
            let own = super::judged::of_area(office, area).await;
            *place = place.replace("{paper}", &own.0.to_string());
        }
        if place.contains("{place}") {
            *place = place.replace("{place}", "0");
        }
        if place.contains("{file}") {
            *place = place.replace("{file}", "annexes.xlsx");
        }
        if place.contains("{number}") {
            *place = place.replace("{number}", "0");
        }
        if place.contains("{step}") {
            *place = place.replace("{step}", "approval");
        }
        if place.contains("{version}") {
            *place = place.replace("{version}", "1").replace("{row}", "WV4-3");
        }
        if place.contains("{name}") {
            *place = place.replace("{name}", "xunwang.css");
        }
        if place.contains("{feedback}") {
            *place = place.replace(
                "{feedback}",
                &super::story_feedback::of_area(number).0.to_string(),
            );
        }
        if place.contains("{rectification}") {
            *place = place
                .replace(
                    "{rectification}",
                    &super::rectified::of_area(number).0.to_string(),
                )
                .replace("{action}", "ask_retest");
        }
        if place.contains("{look}") {
            *place = place.replace(
                "{look}",
                &super::story_feedback::look_of(office, number).await.to_string(),
            );
        }
        if place.contains("{action}") {
            *place = place.replace("{action}", "hand_over");
        }
        if place.contains("{sha256}") {
            *place = place.replace("{sha256}", super::story_feedback::PICTURE);
        }
        if place.contains("{secret}") {
            *place = place.replace("{secret}", "NOSUCHSECRET");
        }
        assert!(!place.contains('{'), "{place}：请在这里补上参数");
    }
    filled
}

async fn ask(browser: &mut Browser, method: &Method, path: &str) -> Let {
    let answer = if *method == Method::GET {
        browser.get(path).await
    } else if path.contains("/manual/")
        || path.starts_with("/media/desk/")
        || path.starts_with("/rectifications/") && (path.ends_with("/answer") || path.ends_with("/ledger"))
        || [
            "/object",
            "/facts",
            "/return",
            "/final",
            "/draft",
            "/feedback/import",
            "/media/import",
            "/media/tool",
            "/media/unregistered/search",
            "/posts",
            "/checks",
            "/found",
            "/checklist",
            "/template",
            "/templates/file",
        ]
        .iter()
        .any(|end| path.ends_with(end))
    {
        browser.entry(path, &[("outcome", "good")], None).await
    } else if path.contains("/steps/approval") {
        browser
            .entry(
                path,
                &[("text", "示例办函〔2026〕3号"), ("on", "2026-11-01")],
                Some(("批复.pdf", b"%PDF-1.7")),
            )
            .await
    } else {
        browser.post(path, &[]).await
    };
    let_in(answer.status, answer.location())
}

/// An office with something of everything that an address can name, in both areas.
pub(crate) async fn furnished() -> Office {
    let office = Office::set_up().await;
    let root = office.body("示例省人民政府办公厅").await;
    office.person("wang", Role::Supervisor, root).await;
    office.import("wang", REGISTER).await;
    let mut wang = office.session("wang").await;
    let jiangkou = office.body("江口市").await;
    office.person("target.jiang", Role::Reviewer, jiangkou).await;
    office
        .person("target.yun", Role::Reviewer, office.body("云岭市").await)
        .await;

    for role in Role::ALL {
        office.person(role.word(), role, jiangkou).await;
    }
    for code in ["9901000001", "9902000001"] {
        super::story_filing::begin(&mut wang, code).await;
    }
    super::rounds::put_both(&office).await;
    super::story_patrol::put_both(&office).await;
    super::judged::put_both(&office).await;
    super::story_feedback::put_both(&office).await;
    super::rectified::put_both(&office).await;
    super::story_media::put_both(&office).await;
    super::story_media_round::put_both(&office).await;
    office
}

#[tokio::test]
async fn every_route_lets_in_whom_it_should_and_nobody_else() {
    let office = furnished().await;
    let mut wrong = Vec::new();
    let mut asked = 0;
    for route in routes() {
        let places = places(&office, route.path).await;
        let open = matches!(route.access, Access::Asset | Access::SetUp | Access::Anybody);
        let got = ask(&mut office.browser(), &route.method, &places[0]).await;
        if (got == Let::ToLogin) == open {
            wrong.push(format!("{} {}：未登录 {got:?}", route.method, route.path));
        }
        if open {
            continue;
        }
        for role in Role::ALL {
            for (place, is_own) in places.iter().zip([true, false]) {
                if !is_own && places[0] == places[1] {
                    continue;
                }
                // With a session of its own: what one request ends must not disturb the next.
                let mut browser = office.session(role.word()).await;
                let got = ask(&mut browser, &route.method, place).await;
                let mut should = match route.access {
                    Access::Needs(permission) => role.may(permission) && is_own,
                    _ => true,
                };
                // The trail is of the whole: a right in a branch does not open it.
                should &= route.access != Access::Needs(Permission::ViewAudit);
                // So are the standards, as far as they are changed.
                should &= route.access != Access::Needs(Permission::EditStandards);
                should &= route.access != Access::Needs(Permission::EditTemplates);
                // So are the platform's records and the holidays.
                should &= route.access != Access::Needs(Permission::ImportFeedback);
                should &= route.access != Access::Needs(Permission::EditSettings);
                if (got == Let::In) != should || got == Let::ToLogin {
                    wrong.push(format!("{} {place}：{role:?}{is_own} {got:?}", route.method));
                }
                asked += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(asked > 200, "{asked}");
}

#[tokio::test]
async fn no_form_is_taken_without_the_token_or_from_elsewhere() {
    use axum::body::Body;
    use http::{Request, header};
    let office = Office::set_up().await;
    let logged_in = office.logged_in("chen").await;
    for route in routes() {
        if route.method != Method::POST {
            continue;
        }
        let path = route
            .path
            .replace("{user}", "x")
            .replace("{account}", "x")
            .replace("{organization}", "x")
            .replace("{code}", "x")
            .replace("{way}", "x")
            .replace("{filing}", "x")
            .replace("{step}", "x")
            .replace("{feedback}", "x")
            .replace("{rectification}", "x")
            .replace("{look}", "x")
            .replace("{action}", "x")
            .replace("{sha256}", "x")
            .replace("{version}", "x")
            .replace("{row}", "x")
            .replace("{secret}", "x")
            .replace("{paper}", "x")
            .replace("{place}", "x")
            .replace("{file}", "x")
            .replace("{number}", "x")
            .replace("{round}", "x")
            .replace("{finding}", "x")
            .replace("{indicator}", "x");
        let form = |origin: Option<&str>, token: &str| {
            let mut request =
                Request::post(&path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            request.body(Body::from(format!("csrf={token}&name=x"))).unwrap()
        };
        let mut browser = logged_in.clone();
        let token = browser.csrf.clone();
        for origin in [
            None,
            Some("http://evil.example"),
            Some("null"),
            Some("http://xunwang.test.evil.example"),
        ] {
            let answer = browser.send(form(origin, &token)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {origin:?}");
        }
        if matches!(route.access, Access::LoggedIn | Access::Needs(_)) {
            for token in ["", "x", &token.to_lowercase()] {
                let answer = browser.send(form(Some("http://xunwang.test"), token)).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {token}");
            }
        }
    }
}
