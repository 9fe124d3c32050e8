//! The accounts of a round: inspected, decided on by two people, counted in the circular; what was not seen fails nobody.

use http::StatusCode;
use uuid::Uuid;
use xunwang_app::office::{MediaFiles, MediaResultFilter, import_media_files, media_results, paper_view};
use xunwang_domain::account::{AccountCode, AccountFound, AccountResult, AccountStanding};
use xunwang_domain::circular::ProblemObject;
use xunwang_domain::filing::ProofFile;
use xunwang_domain::judgement::Judgement;
use xunwang_domain::paper::PaperId;
use xunwang_domain::people::{Role, UserId};
use xunwang_domain::round::{RosterReason, RoundId};
use xunwang_ports::Clock as _;

use super::harness::Office;
use super::judged::judged_round;
use super::rectified::Sites;
use super::story_paper::{Sheet, begin, issue, staffed, strip};

/// A result in the round of each area, with what a person has found.
pub(crate) async fn put_both(office: &Office) {
    let mut tx = office.store.begin().await.unwrap();
    for (number, code) in ["JK-1", "YL-1"].into_iter().enumerate() {
        let code = AccountCode::parse(code).unwrap();
        let one = tx.media_account(&code).await.unwrap().unwrap();
        let result = AccountResult {
            round: super::rounds::id(number),
            account: one.account,
            organization: one.organization,
            why: RosterReason::Full,
            as_of: office.clock.now(),
            machine: Judgement::NotMeasured,
            vetoes: Vec::new(),
            reason: Some("没有任何观测".to_owned()),
            defects: Vec::new(),
            found: vec![AccountFound {
                indicator: "NV1-1".to_owned(),
                text: "出现严重表述错误".to_owned(),
                rule: String::new(),
                proof: Some(ProofFile {
                    name: "截图.png".to_owned(),
                    sha256: super::story_feedback::PICTURE.to_owned(),
                    length: 3,
                }),
                by: UserId(Uuid::nil()),
                name: "李某".to_owned(),
                at: office.clock.now(),
            }],
            remarks: Vec::new(),
        };
        tx.put_media_results(&[result]).await.unwrap();
    }
    tx.commit().await.unwrap();
}

const WHOLE: &str = "示例省人民政府办公厅";
const ACCOUNTS: &str = "\
账号编号,账号名称,平台,平台ID,平台账号,认证主体,主办单位,地区或部门,状态
JK-1,江口发布,微信公众号,gh_1,jkfb,江口市人民政府办公室,江口市人民政府办公室,江口市,正常运行
JK-2,江口教育,新浪微博,2002,jkjy,江口市教育局,江口市教育局,江口市,正常运行
JK-3,江口公安,新浪微博,2003,jkga,江口市公安局,江口市公安局,江口市,正常运行
YL-1,云岭发布,微信公众号,gh_9,ylfb,云岭市人民政府办公室,云岭市人民政府办公室,云岭市,正常运行
YL-2,云岭交通,抖音,3001,yljt,云岭市交通运输局,云岭市交通运输局,云岭市,正常运行
YL-3,云岭文旅,新浪微博,3002,ylwl,云岭市文化和旅游局,云岭市文化和旅游局,云岭市,正常运行
YL-4,云岭统计,新浪微博,3003,yltj,云岭市统计局,云岭市统计局,云岭市,正常运行
YL-5,云岭档案,新浪微博,3004,ylda,云岭市档案局,云岭市档案局,云岭市,关停
";
const LOOKS: &str = "\
账号编号,来源,观测时间,结果,全量,平台ID,平台账号,账号名称,认证主体,互动功能
JK-1,平台授权接口,2026-11-26 08:30,成功,是,gh_1,jkfb,江口发布,江口市人民政府办公室,有
JK-2,平台授权接口,2026-11-26 08:30,成功,是,2002,jkjy,江口教育,江口市教育局,有
JK-3,平台授权接口,2026-11-26 08:30,成功,是,2003,jkga,江口公安,江口市公安局,有
YL-1,平台授权接口,2026-11-26 08:30,授权过期,否,,,,,
YL-2,公开页面,2026-11-26 08:30,隐藏,否,,,,,
YL-3,平台授权接口,2026-11-26 08:30,成功,是,3002,ylwl,云岭文旅,云岭市文化和旅游局,有
YL-4,平台授权接口,2026-11-26 08:30,成功,是,9999,yltj,云岭统计,某某商贸公司,有
";
const POSTS: &str = "\
账号编号,来源,标题,发布时间,链接
JK-1,平台授权接口,全市政务公开工作会议召开,2026-11-23 09:00,https://mp.weixin.qq.com/s/a1
JK-2,平台授权接口,庆祝中华人民共合国成立,2026-10-10 09:00,https://weibo.com/2002/a
JK-3,平台授权接口,反诈提示,2026-11-25 09:00,https://weibo.com/2003/a
YL-3,平台授权接口,文化周活动预告,2026-10-20 09:00,https://weibo.com/3002/a
YL-4,平台授权接口,新品上市,2026-09-01 09:00,https://weibo.com/9999/a
";

async fn taken(office: &Office, accounts: &str, looks: &str, posts: &str) {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = MediaFiles {
        accounts: Some(file("账号.csv", accounts)),
        observations: vec![file("观测.csv", looks)],
        posts: vec![file("发布.csv", posts)],
        menus: Vec::new(),
    };
    import_media_files(&office.app, files).await.unwrap();
}

/// How each account of the round stands.
async fn standings(office: &Office, round: RoundId) -> Vec<(String, AccountStanding)> {
    let wang = office.caller("wang").await;
    let all = MediaResultFilter::default();
    let found = media_results(&office.app, &wang, round, &all).await.unwrap();
    let standing = |one: &AccountResult| (one.account.code.to_string(), one.standing());
    found.rows.iter().map(standing).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_two_people_decided_is_counted_and_what_nobody_saw_is_not() {
    let office = staffed().await;
    let root = office.body(WHOLE).await;
    office.person("liwei", Role::Reviewer, root).await;
    taken(&office, ACCOUNTS, LOOKS, POSTS).await;
    let round = judged_round(&office, 401, (WHOLE, "2026Q4"), &[]).await;
    let path = format!("/rounds/{}", round.0);
    let mut wang = office.session("wang").await;
    let refused = wang.post(&format!("{path}/media"), &[("scope", "full")]).await;
    assert!(refused.text.contains("已经判定"), "{}", strip(&refused.text));
    let reopened = wang
        .post(
            &format!("{path}/judgement/reopen"),
            &[("reason", "补充检查政务新媒体")],
        )
        .await;
    assert_eq!(
        reopened.status,
        StatusCode::SEE_OTHER,
        "{}",
        strip(&reopened.text)
    );

    // Asked for, and done beside what else is done; a second wish waits for the first.
    let asked = wang.post(&format!("{path}/media"), &[("scope", "full")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", strip(&asked.text));
    let again = wang.post(&format!("{path}/media"), &[("scope", "full")]).await;
    assert!(again.text.contains("正在检查"), "{}", strip(&again.text));
    let collector = Sites::served([]).await.reading_collector(office.app.clone());
    assert_eq!(collector.media_due().await.unwrap(), 1);
    assert_eq!(collector.media_due().await.unwrap(), 0);
    use AccountStanding::{Failed, NotMeasured, Open, Passed};
    let named = |all: [(&str, AccountStanding); 7]| all.map(|(code, it)| (code.to_owned(), it)).to_vec();
    assert_eq!(
        standings(&office, round).await,
        named([
            ("YL-1", NotMeasured),
            ("YL-2", NotMeasured),
            ("YL-3", Open),
            ("YL-4", NotMeasured),
            ("JK-1", Passed),
            ("JK-2", Open),
            ("JK-3", Passed),
        ])
    );
    let page = strip(&wang.get(&format!("{path}/media")).await.text);
    assert!(
        page.contains("账号授权已过期") && page.contains("平台隐藏了发布内容") && page.contains("不是本账号"),
        "{page}"
    );

    // One confirms, one dismisses with a reason, and finds what no rule sees; another approves.
    let refused = wang.post(&format!("{path}/judgement"), &[]).await;
    assert!(
        strip(&refused.text).contains("2个账号待认定或待审定"),
        "{}",
        strip(&refused.text)
    );
    let mut li = office.session("liwei").await;
    let both = [
        ("id", "JK-2"),
        ("id", "YL-3"),
        ("id", "YL-1"),
        ("action", "confirm"),
        ("note", ""),
    ];
    let done = li.post(&format!("{path}/media/bulk"), &both).await;
    let told = strip(&done.text);
    assert!(
        told.contains("已办理 2 个账号") && told.contains("未能检测，不能认定"),
        "{told}"
    );
    let dismiss = [
        ("word", "dismiss"),
        ("reason", "平台上11月20日有一篇，接口没有列出，附截图"),
    ];
    let done = li.post(&format!("{path}/media/YL-3/review"), &dismiss).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    // What a rule only suspects counts once a person has adopted it, beside what is certain.
    let page = li.get(&format!("{path}/media/JK-2")).await;
    assert!(strip(&page.text).contains("疑似"), "{}", strip(&page.text));
    let message = page.between("name=\"message\" value=\"", "\"").to_owned();
    let doubt = [("rule", "account-misstatement"), ("message", message.as_str())];
    let adopted = li.post(&format!("{path}/media/JK-2/adopt"), &doubt).await;
    assert_eq!(adopted.status, StatusCode::SEE_OTHER, "{}", strip(&adopted.text));
    let again = li.post(&format!("{path}/media/JK-2/adopt"), &doubt).await;
    assert!(strip(&again.text).contains("已经采纳"), "{}", strip(&again.text));
    let veto = [("indicator", "NV1-1"), ("text", "头条文章出现严重表述错误")];
    let found = li
        .entry(
            &format!("{path}/media/JK-3/found"),
            &veto,
            Some(("截图.png", b"\x89PNG\r\n\x1a\nscreenshot")),
        )
        .await;
    assert_eq!(found.status, StatusCode::SEE_OTHER, "{}", strip(&found.text));
    let mut shen = office.session("shen").await;
    for code in ["JK-2", "JK-3"] {
        let way = format!("{path}/media/{code}/approval");
        assert_eq!(
            li.post(&way, &[("word", "approve")]).await.status,
            StatusCode::FORBIDDEN
        );
        let done = shen.post(&way, &[("word", "approve")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));
    }
    let unnamed = [("word", "unname"), ("reason", "问题已当日更正，只列入附件")];
    let done = wang.post(&format!("{path}/media/JK-3/naming"), &unnamed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", strip(&done.text));

    // Looked at once more, what was decided stands; what has been seen meanwhile counts.
    let more = "账号编号,来源,观测时间,结果,全量,平台ID,平台账号,账号名称,认证主体,互动功能\n\
                YL-1,人工核查,2026-11-26 08:50,成功,是,gh_9,ylfb,云岭发布,云岭市人民政府办公室,有\n";
    let posts = "账号编号,来源,标题,发布时间,链接\nYL-1,人工核查,便民提示,2026-11-24 09:00,\n";
    taken(&office, ACCOUNTS, more, posts).await;
    let asked = wang.post(&format!("{path}/media"), &[("scope", "full")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", strip(&asked.text));
    assert_eq!(collector.media_due().await.unwrap(), 1);
    assert_eq!(
        standings(&office, round).await,
        named([
            ("YL-1", Passed),
            ("YL-2", NotMeasured),
            ("YL-3", Passed),
            ("YL-4", NotMeasured),
            ("JK-1", Passed),
            ("JK-2", Failed),
            ("JK-3", Failed),
        ])
    );

    // Somebody answers for what nobody saw, by number.
    let refused = wang.post(&format!("{path}/judgement"), &[]).await;
    assert!(
        strip(&refused.text).contains("有2个账号未能检测"),
        "{}",
        strip(&refused.text)
    );
    let reason = ("reason", "平台不开放，主办单位未授权，已多次联系");
    let wrong = wang
        .post(&format!("{path}/media/accept"), &[("count", "5"), reason])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let accepted = wang
        .post(&format!("{path}/media/accept"), &[("count", "2"), reason])
        .await;
    assert_eq!(
        accepted.status,
        StatusCode::SEE_OTHER,
        "{}",
        strip(&accepted.text)
    );
    let judged = wang.post(&format!("{path}/judgement"), &[]).await;
    assert_eq!(judged.status, StatusCode::SEE_OTHER, "{}", strip(&judged.text));

    // The second half of the circular.
    let paper = begin(&office, round).await;
    let id = PaperId(paper.rsplit('/').next().unwrap().parse().unwrap());
    let view = paper_view(&office.app, &office.caller("wang").await, id)
        .await
        .unwrap();
    let counts = |name: &str| {
        let area = view.facts.areas.iter().find(|area| area.name == name).unwrap();
        (area.accounts_running, area.accounts_checked, area.accounts_failed)
    };
    assert_eq!((counts("江口市"), counts("云岭市")), ((3, 3, 2), (4, 2, 0)));
    let accounts = view
        .facts
        .problems
        .iter()
        .filter(|it| it.object == ProblemObject::Account);
    let told: Vec<_> = accounts
        .map(|it| (it.name.as_str(), it.platform.as_str(), it.named))
        .collect();
    assert_eq!(
        told,
        [
            ("江口教育", "新浪微博", true),
            ("江口教育", "新浪微博", true),
            ("江口公安", "新浪微博", false)
        ]
    );
    let mut sheet = Sheet::of(&office, "wang", &paper).await;
    let plain = sheet.plain().await;
    assert!(plain.contains("7个政务新媒体"), "{plain}");
    assert!(
        plain.contains("江口教育")
            && plain.contains("监测时间点前2周内无更新")
            && plain.contains("出现严重表述错误"),
        "{plain}"
    );
    let html = strip(&sheet.get("/files/circular.html").await.text);
    assert!(
        html.contains("江口公安") && html.contains("头条文章出现严重表述错误"),
        "{html}"
    );
    issue(&office, &paper, "示办函〔2026〕88号").await;
    let mut sheet = Sheet::of(&office, "wang", &paper).await;
    let sealed = sheet.get("/files/accounts.jsonl").await.text;
    assert_eq!(sealed.lines().count(), 7, "{sealed}");
}
