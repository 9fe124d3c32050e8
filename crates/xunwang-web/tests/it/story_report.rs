//! The citizen's way: the form with and without script, what stands before it, the code, the answer, once more, the results.

use chrono::TimeDelta;
use http::{StatusCode, header};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use xunwang_domain::feedback::{FeedbackSource, FeedbackStage};
use xunwang_domain::registry::SiteCode;

use super::citizen::{Citizen, Form, HERE, LINK, THERE, close, code_of, kept, open_form, staffed};

#[tokio::test]
async fn the_form_is_closed_until_the_office_opens_it() {
    let office = staffed().await;
    let mut citizen = Citizen::of(&office, HERE);
    for path in [
        "/report",
        "/report/results",
        "/report/query",
        "/report/similar",
        "/report/20230731cf84a8a0",
    ] {
        let page = citizen.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(
            page.text.contains("https://zfwzzc.www.gov.cn/"),
            "{path}：{}",
            page.text
        );
    }
    let form = Form {
        fields: vec![("text", "正文有错别字".to_owned())],
        pictures: Vec::new(),
    };
    let sent = citizen.submit(&form).await;
    assert_eq!(sent.status, StatusCode::NOT_FOUND);
    assert!(sent.text.contains("https://zfwzzc.www.gov.cn/"), "{}", sent.text);

    let mut li = office.session("liu").await;
    assert_eq!(li.get("/settings").await.status, StatusCode::FORBIDDEN);
    let refused = li.post("/settings/public-form", &[("open", "1")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    open_form(&office).await;
    assert_eq!(citizen.get("/report").await.status, StatusCode::OK);
    let mut wang = office.session("wang").await;
    assert!(wang.get("/settings").await.text.contains("已开启"));
    wang.post("/settings/public-form", &[("open", "0")]).await;
    assert_eq!(citizen.get("/report").await.status, StatusCode::NOT_FOUND);
    let mut tx = office.store.read().await.unwrap();
    let length = tx.trail_length().await.unwrap();
    let trail = tx.trail(1, u32::try_from(length).unwrap()).await.unwrap();
    let events = trail.iter().map(|entry| entry.event().unwrap());
    let switched: Vec<_> = events
        .filter(|event| event.object == "public_form")
        .map(|event| event.action)
        .collect();
    assert_eq!(switched, ["开启", "关闭"]);
}

#[tokio::test]
async fn a_minute_gives_a_code_the_code_an_answer_and_once_the_way_back() {
    let office = staffed().await;
    open_form(&office).await;
    let mut citizen = Citizen::of(&office, HERE);
    let page = citizen.get(LINK).await;
    assert!(page.text.contains("江口市人民政府门户网站"), "{}", page.text);
    for code in [0, 1, 2, 3, 4, 5, 6, 10] {
        assert!(
            page.text.contains(&format!("name=\"kind\" value=\"{code}\"")),
            "类型{code}"
        );
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("script-src 'self';") && !page.text.contains("<script>"),
        "{policy}"
    );

    let (form, ticket) = citizen.form().await;
    let form = form
        .with("text", "正文第二段有误，我叫李建国，电话13812345678，请改正")
        .worked(&ticket);
    let code = code_of(&citizen.submit(&form).await);
    assert!(code.starts_with("20261126") && code.len() == 16, "{code}");
    let thanks = citizen.get(&format!("/report/{code}?new=1")).await;
    // Thursday: three working days are the Tuesday after.
    for words in [code.as_str(), "2026年12月1日", "已收到", "data-copy=\"code\""] {
        assert!(thanks.text.contains(words), "{words}：{}", thanks.text);
    }
    assert!(
        !thanks.text.contains("期限暂定"),
        "the holidays of 2026 are published"
    );

    let [(message, body)] = &kept(&office).await[..] else {
        panic!("one message");
    };
    let code_of_site = SiteCode::parse("9901000001").unwrap();
    let mut tx = office.store.read().await.unwrap();
    let site = tx.site(&code_of_site).await.unwrap().unwrap();
    assert_eq!(*body, Some(site.organization));
    assert_eq!(message.source, FeedbackSource::Form);
    assert_eq!(message.stage, FeedbackStage::Received);
    assert_eq!(message.site_code, "9901000001");
    assert!(
        !message.text.contains("13812345678") && !message.text.contains("李建国"),
        "{}",
        message.text
    );
    let private = office
        .store
        .read()
        .await
        .unwrap()
        .private(message.id)
        .await
        .unwrap();
    assert!(private.unwrap().contains("13812345678"));

    // While it is open nothing of it is public but that it is.
    let alike = citizen
        .get("/report/similar?url=https%3A%2F%2Fjiangkou.example%2Fa.html%2F&site_code=9901000001")
        .await;
    assert!(
        alike.text.contains("正在办理") && !alike.text.contains("第二段"),
        "{}",
        alike.text
    );
    assert!(
        citizen
            .get("/report/results")
            .await
            .text
            .contains("还没有已办结的留言")
    );
    let early = citizen.reopen(&code, "问题还在，没有改").await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);

    office.clock.forward(TimeDelta::hours(20));
    close(
        &office,
        &code,
        "已将第二段的错字改正，联系人张伟，电话13987654321",
    )
    .await;
    let answer = citizen.get(&format!("/report/{}", code.to_uppercase())).await;
    for words in ["已办结", "已整改", "已将第二段的错字改正", "问题仍未解决"] {
        assert!(answer.text.contains(words), "{words}：{}", answer.text);
    }
    assert!(!answer.text.contains("13987654321"), "{}", answer.text);
    let mut stranger = Citizen::of(&office, THERE);
    let alike = stranger.get(LINK).await;
    assert!(
        alike.text.contains("这个网页已有人反映") && alike.text.contains("第二段"),
        "{}",
        alike.text
    );
    assert!(!alike.text.contains(&code), "somebody else's code");
    for (query, is_there) in [
        ("", true),
        ("?q=错字", true),
        ("?q=第二段 改正", true),
        ("?q=错", true),
        ("?q=的错字改正，联系", true),
        ("?q=无关", false),
        ("?q=字错", false),
        // Nobody finds out by asking whose number stands in an answer.
        ("?q=13987654321", false),
        ("?site=9901000001&kind=4", true),
        ("?site=江口", true),
        ("?kind=5", false),
    ] {
        let query: String = query.replace(' ', "%20");
        let query: String = url::Url::parse(&format!("http://x/{query}"))
            .unwrap()
            .query()
            .map_or_else(String::new, |it| format!("?{it}"));
        let page = stranger.get(&format!("/report/results{query}")).await;
        assert_eq!(
            page.text.contains("已将第二段的错字改正"),
            is_there,
            "{query}：{}",
            page.text
        );
        assert!(!page.text.contains(&code) && !page.text.contains("13987654321"));
    }

    let short = citizen.reopen(&code, "没改").await;
    assert!(short.text.contains("请写明哪里仍未解决"), "{}", short.text);
    let done = citizen.reopen(&code, "第三段也有，电话13812345678").await;
    assert_eq!(done.location(), format!("/report/{code}"), "{}", done.text);
    let again = citizen.get(done.location()).await;
    assert!(
        again.text.contains("责任单位正在办理") && again.text.contains("要求重新办理"),
        "{}",
        again.text
    );
    assert!(!again.text.contains("13812345678"));
    close(&office, &code, "第三段也已改正，请查看").await;
    let twice = citizen.reopen(&code, "第四段还有错").await;
    assert!(twice.text.contains("已要求重新办理过一次"), "{}", twice.text);
    let (message, _) = &kept(&office).await[0];
    assert_eq!(message.reopenings.len(), 1);
    assert_eq!(message.answers.len(), 2, "all versions are kept");
}

#[tokio::test]
async fn without_script_it_takes_five_seconds_longer() {
    let office = staffed().await;
    open_form(&office).await;
    let mut citizen = Citizen::of(&office, HERE);
    let (form, _) = citizen.form().await;
    let early = citizen.submit(&form).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        early.text.contains("请过5秒") && early.text.contains("误写为“截至”"),
        "{}",
        early.text
    );
    let ticket = early.between("name=\"ticket\" value=\"", "\"").to_owned();
    office.clock.forward(TimeDelta::seconds(5));
    code_of(&citizen.submit(&form.with("ticket", &ticket)).await);

    // A made-up proof of work is none.
    let (form, _) = citizen.form().await;
    let early = citizen.submit(&form.with("work", "1")).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    // After an hour, and from another network, the form is shown once more with what was written.
    let (form, ticket) = citizen.form().await;
    let form = form.worked(&ticket);
    let elsewhere = Citizen::of(&office, THERE).submit(&form).await;
    office.clock.forward(TimeDelta::minutes(61));
    for late in [elsewhere, citizen.submit(&form).await] {
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            late.text.contains("请再按一次") && late.text.contains("误写为“截至”"),
            "{}",
            late.text
        );
        assert!(!late.text.contains(&ticket), "a new ticket");
    }
    assert_eq!(kept(&office).await.len(), 1);
}

#[tokio::test]
async fn a_form_counts_once_however_often_it_is_sent() {
    let office = staffed().await;
    open_form(&office).await;
    let mut citizen = Citizen::of(&office, HERE);
    let (form, ticket) = citizen.form().await;
    let form = form.worked(&ticket);
    let code = code_of(&citizen.submit(&form).await);
    assert_eq!(code_of(&citizen.submit(&form).await), code);
    let other = form.with("text", "用同一份工作量证明提交别的内容");
    assert_eq!(code_of(&citizen.submit(&other).await), code);
    assert_eq!(kept(&office).await.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_named_with_its_cure_and_what_is_right_stays() {
    let office = staffed().await;
    open_form(&office).await;
    let mut citizen = Citizen::of(&office, HERE);
    let (form, ticket) = citizen.form().await;
    let form = form.worked(&ticket);
    let long = "长".repeat(1001);
    let far = format!("http://x.example/{}", "a".repeat(2000));
    for (name, value, cure) in [
        ("kind", "", "请选择一种问题类型"),
        ("kind", "99", "请选择一种问题类型"),
        ("url", "", "请填写有问题的网页的网址"),
        ("url", "javascript:alert(1)", "http:// 或 https:// 开头"),
        ("url", "江口市政府网站", "http:// 或 https:// 开头"),
        ("url", &far, "网址太长"),
        ("text", "错字", "至少5个字（现有2个）"),
        ("text", "  错字  \r\n\r\n", "至少5个字（现有2个）"),
        ("text", &long, "最多1000个字（现有1001个）"),
    ] {
        let got = citizen.submit(&form.clone().with(name, value)).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value}");
        assert!(got.text.contains(cure), "{name} {value}：{}", got.text);
        assert!(got.text.contains(&format!("href=\"#{name}\"")), "{name}");
        if name != "text" {
            assert!(got.text.contains("误写为“截至”"), "{name}");
        }
        assert!(got.text.contains(&ticket), "the work stays done");
        office.clock.forward(TimeDelta::seconds(21));
    }
    let marked = citizen
        .submit(
            &form
                .clone()
                .with("text", "<script>alert(1)</script>")
                .with("kind", ""),
        )
        .await;
    assert!(!marked.text.contains("<script>alert"), "{}", marked.text);
    let mut four = form.clone();
    four.pictures = vec![vec![1]; 4];
    assert!(citizen.submit(&four).await.text.contains("最多3张图片"));
    four.pictures = vec![b"GIF89a".to_vec()];
    let refused = citizen.submit(&four).await;
    assert!(
        refused.text.contains("第1张图片不是JPEG") && refused.text.contains("图片请重新选择"),
        "{}",
        refused.text
    );
    assert!(kept(&office).await.is_empty());
    // Refused for its picture, it was not used up.
    code_of(&citizen.submit(&form).await);

    // No site of the register: to the province.
    let (form, ticket) = citizen.form().await;
    let form = form
        .worked(&ticket)
        .with("site_code", "x")
        .with("url", "http://unknown.example/");
    code_of(&citizen.submit(&form).await);
    // The address lies in another site than the link said.
    let (form, ticket) = citizen.form().await;
    let form = form
        .worked(&ticket)
        .with("url", "http://www.yunling.example/b.html");
    code_of(&citizen.submit(&form).await);
    let mut sites: Vec<_> = kept(&office)
        .await
        .into_iter()
        .map(|(one, _)| one.site_code)
        .collect();
    sites.sort();
    assert_eq!(sites, ["", "9901000001", "9902000001"]);
}

/// A photograph with an EXIF block that names a telephone.
fn photo() -> Vec<u8> {
    let picture = RgbImage::from_fn(640, 480, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut plain = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut plain, 90))
        .unwrap();
    let mut exif =
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\0\0\0\x0c\0\0\0\x1a\0\0\0\0SECRETPHONE\0".to_vec();
    let mut whole = plain[..2].to_vec();
    whole.extend([0xff, 0xe1]);
    whole.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    whole.append(&mut exif);
    whole.extend(&plain[2..]);
    whole
}

#[tokio::test]
async fn a_picture_is_kept_without_what_it_says_of_its_maker() {
    let office = staffed().await;
    open_form(&office).await;
    let mut citizen = Citizen::of(&office, HERE);
    let (form, ticket) = citizen.form().await;
    let mut form = form.worked(&ticket);
    form.pictures = vec![photo(), photo()];
    assert!(form.pictures[0].windows(11).any(|it| it == b"SECRETPHONE"));
    let code = code_of(&citizen.submit(&form).await);
    let (message, _) = kept(&office).await.remove(0);
    assert_eq!(message.pictures.len(), 2);
    let mut tx = office.store.read().await.unwrap();
    let kept = tx.proof(&message.pictures[0].file.sha256).await.unwrap().unwrap();
    assert_eq!(kept.len() as u64, message.pictures[0].file.length);
    assert!(!kept.windows(11).any(|it| it == b"SECRETPHONE") && !kept.windows(4).any(|it| it == b"Exif"));
    let picture = image::load_from_memory(&kept).unwrap();
    assert_eq!((picture.width(), picture.height()), (640, 480));
    assert!(
        citizen
            .get(&format!("/report/{code}"))
            .await
            .text
            .contains("2 张")
    );
}

#[tokio::test]
async fn a_network_that_asks_too_much_waits_and_the_others_do_not() {
    let office = staffed().await;
    open_form(&office).await;
    let (mut here, mut there) = (Citizen::of(&office, HERE), Citizen::of(&office, THERE));
    let mut forms = Vec::new();
    for _ in 0..5 {
        forms.push(here.form().await.0);
    }
    let (other, _) = there.form().await;
    office.clock.forward(TimeDelta::seconds(6));
    for form in &forms[..3] {
        code_of(&here.submit(form).await);
    }
    // A neighbour in the same network, without script: three in ten minutes are the limit.
    let mut neighbour = Citizen::of(&office, "203.0.113.200");
    let no = here.submit(&forms[3]).await;
    assert_eq!(no.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: i64 = no.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=200).contains(&wait), "{wait}");
    assert!(
        no.text.contains("4分钟后") && no.text.contains("误写为“截至”"),
        "{}",
        no.text
    );
    assert_eq!(
        neighbour.submit(&forms[3]).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    // With script the same network has more; another network has its own.
    let ticket = &forms[3].fields[0].1.clone();
    code_of(&here.submit(&forms[3].clone().worked(ticket)).await);
    code_of(&there.submit(&other).await);
    office.clock.forward(TimeDelta::seconds(wait));
    code_of(&here.submit(&forms[4]).await);

    // A flood is turned away before its body is looked at.
    let garbage = Form {
        fields: Vec::new(),
        pictures: vec![vec![0; 100_000]],
    };
    let mut answers = Vec::new();
    for _ in 0..40 {
        answers.push(here.submit(&garbage).await.status);
    }
    let refused = answers
        .iter()
        .filter(|status| **status == StatusCode::TOO_MANY_REQUESTS)
        .count();
    assert!((10..=14).contains(&refused), "{refused}");
    there.report().await;
    assert_eq!(kept(&office).await.len(), 7);
}

#[tokio::test]
async fn a_code_that_is_not_there_tells_nothing_and_guessing_is_slow() {
    let office = staffed().await;
    open_form(&office).await;
    let mut citizen = Citizen::of(&office, HERE);
    let code = citizen.report().await;
    let mut guesser = Citizen::of(&office, THERE);
    let mut texts = Vec::new();
    for guess in ["2026112600000000", "20261126zzzzzzzz", "x", "%00"] {
        let page = guesser.get(&format!("/report/{guess}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{guess}");
        let shown = page.between("<main", "</form>").to_owned();
        texts.push(shown.replace(&format!("value=\"{guess}\""), "value=\"\""));
    }
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0], texts[2]);
    let mut refused = 0;
    for number in 0..40 {
        let page = guesser.get(&format!("/report/20261126{number:08x}")).await;
        refused += u32::from(page.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 14);
    let found = citizen.get(&format!("/report/query?code=%20{code}%20")).await;
    assert_eq!(found.location(), format!("/report/{code}"));
}

#[tokio::test]
async fn many_at_once_each_get_a_code_of_their_own() {
    let office = staffed().await;
    open_form(&office).await;
    office.clock.forward(TimeDelta::zero());
    let mut forms = Vec::new();
    let addresses: Vec<&'static str> = (0..40)
        .map(|number| &*Box::leak(format!("10.0.{number}.1").into_boxed_str()))
        .collect();
    for address in &addresses {
        let mut citizen = Citizen::of(&office, address);
        forms.push((citizen.form().await.0, citizen));
    }
    office.clock.forward(TimeDelta::seconds(6));
    let sent = forms
        .into_iter()
        .map(|(form, mut citizen)| tokio::spawn(async move { code_of(&citizen.submit(&form).await) }));
    let mut codes = Vec::new();
    for one in sent.collect::<Vec<_>>() {
        codes.push(one.await.unwrap());
    }
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 40);
    assert_eq!(kept(&office).await.len(), 40);
}
