//! Papers: what keeps a head from being kept, the steps of a paper.

use super::*;

fn paper() -> Paper {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    Paper {
        id: PaperId(Uuid::from_u128(1)),
        round: RoundId(Uuid::from_u128(2)),
        organization: OrganizationId(Uuid::from_u128(3)),
        quarter: Quarter::of(day("2026-08-01")),
        head: PaperHead {
            title: "关于检查情况的通报".to_owned(),
            issuer: "示例省人民政府办公厅".to_owned(),
            number: None,
            issued_on: day("2026-09-21"),
            rectify_by: Some(day("2026-10-20")),
            message_window: [day("2026-06-01"), day("2026-08-31")],
            feedback: None,
            feedback_reason: String::new(),
            rate_decimals: 1,
            city_list_style: CityListStyle::Leading,
            form: PaperForm::default(),
        },
        stage: PaperStage::Drafting,
        steps: Vec::new(),
        naming: Vec::new(),
        given: None,
        corrects: None,
        made_at: DateTime::UNIX_EPOCH,
        made_by: user(1),
        made_name: "王".to_owned(),
        version: 1,
        drawn_from: DateTime::UNIX_EPOCH,
        seal: None,
    }
}

fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

fn moved(paper: &Paper, what: PaperMove, by: u128) -> Result<Paper, String> {
    paper.moved(what, "意见", (user(by), "某"), DateTime::UNIX_EPOCH)
}

#[test]
fn three_people_bring_a_paper_to_its_issue() {
    use PaperMove::{Drop, Issue, Pass, SendBack, Submit};
    let drafted = paper();
    assert!(moved(&drafted, Pass, 2).unwrap_err().contains("拟稿"));
    let submitted = moved(&drafted, Submit, 1).unwrap();
    assert!(moved(&submitted, Pass, 1).unwrap_err().contains("拟稿人以外"));
    let passed = moved(&submitted, Pass, 2).unwrap();
    assert!(!passed.is_open());
    for same in [1, 2] {
        assert!(moved(&passed, Issue, same).unwrap_err().contains("核稿人以外"));
    }
    let issued = moved(&passed, Issue, 3).unwrap();
    assert_eq!(issued.stage, PaperStage::Issued);
    for what in [Submit, Pass, SendBack, Issue, Drop] {
        assert!(moved(&issued, what, 4).is_err(), "{what:?}");
    }
    let back = moved(&passed, SendBack, 3).unwrap();
    assert_eq!(back.stage, PaperStage::Drafting);
    // Sent back, another submits it: neither of the two checks it.
    let again = moved(&back, Submit, 4).unwrap();
    assert!(moved(&again, Pass, 4).is_err());
    assert!(moved(&again, Pass, 1).is_err());
    let silent = submitted.moved(SendBack, " ", (user(2), "某"), DateTime::UNIX_EPOCH);
    assert!(silent.unwrap_err().contains("意见"));
}

#[test]
fn document_numbers_are_written_as_the_standard_says() {
    for good in ["示办函〔2026〕15号", "示府办〔2026〕1号"] {
        assert!(is_document_number(good), "{good}");
    }
    for bad in [
        "",
        "示办函[2026]15号",
        "示办函（2026）15号",
        "示办函〔26〕15号",
        "示办函〔2026〕015号",
        "示办函〔2026〕第15号",
        "示办函〔2026〕15",
        "〔2026〕15号",
    ] {
        assert!(!is_document_number(bad), "{bad}");
    }
}
