//! The queue, gathered: a group opens to its first finding, and one decision settles what was counted.

use http::StatusCode;
use xunwang_domain::people::Role;

use super::harness::{Browser, Office};
use super::story_review::{ROUND, verdicts, with_findings};

fn queue(rest: &str) -> String {
    format!("/rounds/{}/review{rest}", uuid::Uuid::from_u128(ROUND))
}

/// The address of a link that begins so, as a browser reads it.
fn link(page: &str, begin: &str) -> String {
    let behind = page
        .split_once(&format!("href=\"{begin}"))
        .map(|(_, behind)| behind);
    let rest = behind.and_then(|behind| behind.split('"').next());
    format!("{begin}{}", rest.unwrap_or_else(|| panic!("{begin} in {page}"))).replace("&#38;", "&")
}

async fn reviewer(office: &Office, account: &str, body: &str) -> Browser {
    let branch = office.body(body).await;
    office.person(account, Role::Reviewer, branch).await;
    office.session(account).await
}

#[tokio::test]
async fn a_group_of_one_object_is_settled_by_one_decision_with_its_count() {
    let office = with_findings(40).await;
    let mut all = reviewer(&office, "all", "示例省人民政府办公厅").await;
    let mut jiang = reviewer(&office, "jiang", "江口市").await;
    // Eight findings about one target at two sites, and thirty-two about one each.
    let groups = all.get(&queue("?by=object")).await.text;
    assert!(
        groups.contains("共 33 组") && groups.contains("gone.example/shared.html"),
        "{groups}"
    );
    let first = groups.split("<tbody>").nth(1).unwrap();
    let counts = "<td class=\"n\">8</td><td class=\"n\">8</td>";
    assert!(
        first.find(counts).unwrap() < first.find("</tr>").unwrap(),
        "the largest comes first: {first}"
    );
    let own = jiang.get(&queue("?by=object")).await.text;
    assert!(
        own.contains("<td class=\"n\">4</td><td class=\"n\">4</td>") && own.contains("共 17 组"),
        "{own}"
    );

    let opened = all.get(&link(&groups, &queue("/first"))).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let finding = opened.location().to_owned();
    let page = all.get(&finding).await.text;
    assert!(
        page.contains("<option value=\"object\" selected>同一对象，另 7 条"),
        "{page}"
    );
    assert!(page.contains("队列（8）"), "beside it stands the group: {page}");
    let group = page.split("name=\"filter_object\" value=\"").nth(1).unwrap();
    let group = group.split('"').next().unwrap().to_owned();
    let decision = [
        ("verdict", "confirmed"),
        ("version", "0"),
        ("reach", "object"),
        ("count_object", "7"),
        ("filter_by", "object"),
        ("filter_object", &group),
    ];
    let done = all.post(finding.split('?').next().unwrap(), &decision).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(
        verdicts(&office).await,
        [("confirmed".to_owned(), 8), ("pending".to_owned(), 32)]
    );
    // The group is settled: back to the others, and it stands among what was confirmed.
    let rest = all.get(done.location()).await.text;
    assert!(
        rest.contains("已认定8条") && rest.contains("共 32 组") && !rest.contains("shared.html"),
        "{rest}"
    );
    let confirmed = all.get(&queue("?by=object&verdict=confirmed")).await.text;
    assert!(
        confirmed.contains("共 1 组") && confirmed.contains("shared.html"),
        "{confirmed}"
    );
    // An address that leads to nothing any more leads back.
    let gone = all.get(&link(&groups, &queue("/first"))).await;
    assert!(
        gone.location().starts_with(&queue("?by=object")),
        "{}",
        gone.location()
    );
}

#[tokio::test]
async fn the_queue_is_gathered_by_template_site_and_rule_and_opens_to_a_list() {
    let office = with_findings(40).await;
    let mut all = reviewer(&office, "all", "示例省人民政府办公厅").await;
    let templates = all.get(&queue("?by=template")).await.text;
    for words in [
        "共 2 组",
        "江口市人民政府门户网站　/xw　导航",
        "<td class=\"n\">20</td>",
    ] {
        assert!(templates.contains(words), "{words}: {templates}");
    }
    let opened = all.get(&link(&templates, &queue("/first"))).await;
    let page = all.get(opened.location()).await.text;
    assert!(
        page.contains("<option value=\"template\" selected>同一模板，另 19 条"),
        "{page}"
    );
    let sites = all.get(&queue("?by=site")).await.text;
    assert!(
        sites.contains("共 2 组") && sites.contains("云岭市人民政府门户网站"),
        "{sites}"
    );
    let list = all.get(&link(&sites, &queue("?site="))).await.text;
    assert!(
        list.contains("共 20 条") && list.contains("关上，看全部组"),
        "{list}"
    );
    let rules = all.get(&queue("?by=rule")).await.text;
    assert!(rules.contains("共 1 组") && rules.contains("链接失效"), "{rules}");
    // What else is chosen holds in the groups, too.
    for (filter, groups) in [
        ("rule=link-dead", "共 33 组"),
        ("level=deduct", "共 33 组"),
        ("site=9901000001", "共 17 组"),
    ] {
        let page = all.get(&queue(&format!("?by=object&{filter}"))).await.text;
        assert!(page.contains(groups), "{filter}: {page}");
    }
    for filter in ["rule=typo", "level=veto", "verdict=dismissed"] {
        let page = all.get(&queue(&format!("?by=object&{filter}"))).await.text;
        assert!(page.contains("没有符合条件的线索"), "{filter}: {page}");
    }
}
