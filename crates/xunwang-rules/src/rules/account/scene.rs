//! A small language for tests: an account in a few words, what the rules say of it as lines.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use xunwang_domain::account::{
    AccountCase, AccountCode, MediaAccount, MediaStatus, MenuEntry, Observation, ObservationOutcome,
    Platform, Post, PostFlaw, PostMistake, RepeatedPost, SourceNewest, overlaps,
};
use xunwang_domain::exchange::{TargetClass, TargetState};
use xunwang_domain::finding::Certainty;
use xunwang_domain::standard::Standard;

use crate::accounts::{ACCOUNT_RULES, AccountReport};
use crate::guobanmihan_2019_19;

/// Read once: tens of thousands of reports are made in one test.
static STANDARD: LazyLock<Standard> = LazyLock::new(guobanmihan_2019_19);

/// An account under inspection at 2023-09-15, 24:00; nobody has looked at it.
#[derive(Clone)]
pub(crate) struct AccountScene {
    accounts: Vec<MediaAccount>,
    pub(crate) observations: Vec<Observation>,
    pub(crate) sources: Vec<SourceNewest>,
    menu: Option<Vec<MenuEntry>>,
    mistakes: Option<Vec<PostMistake>>,
    flawed: Vec<Post>,
    repeated: Vec<RepeatedPost>,
    download: Option<TargetState>,
}

pub(crate) fn scene() -> AccountScene {
    AccountScene {
        accounts: vec![MediaAccount {
            code: AccountCode::parse("A1").unwrap(),
            name: "江口发布".to_owned(),
            platform: Platform::WechatOfficial,
            permanent: "gh_0001".to_owned(),
            handle: String::new(),
            certified: String::new(),
            sponsor: "江口市人民政府办公室".to_owned(),
            supervisor: String::new(),
            area: "江口市".to_owned(),
            address: None,
            opened_on: None,
            status: MediaStatus::Running,
            removal_proof: String::new(),
            permit: None,
        }],
        observations: Vec::new(),
        sources: Vec::new(),
        menu: None,
        mistakes: None,
        flawed: Vec::new(),
        repeated: Vec::new(),
        download: None,
    }
}

pub(crate) fn as_of() -> DateTime<Utc> {
    "2023-09-15T16:00:00Z".parse().unwrap()
}

/// Ten o'clock of a day, Chinese time.
fn morning(day: &str) -> DateTime<Utc> {
    format!("{day}T02:00:00Z").parse().unwrap()
}

impl AccountScene {
    fn observed(mut self, source: &str, day: &str, outcome: ObservationOutcome, sees_all: bool) -> Self {
        self.observations.push(Observation {
            account: self.accounts[0].code.clone(),
            source: source.to_owned(),
            at: morning(day),
            outcome,
            sees_all,
            seen: xunwang_domain::account::IdentitySeen::default(),
            interaction: None,
            note: String::new(),
            proof: None,
            by: String::new(),
        });
        self
    }

    /// A source saw all posts; what follows changes the last observation.
    pub(crate) fn full(self, source: &str, day: &str) -> Self {
        self.observed(source, day, ObservationOutcome::Seen, true)
    }

    pub(crate) fn partial(self, source: &str, day: &str) -> Self {
        self.observed(source, day, ObservationOutcome::Seen, false)
    }

    pub(crate) fn unauthorised(self, source: &str, day: &str) -> Self {
        self.observed(source, day, ObservationOutcome::Unauthorised, true)
    }

    pub(crate) fn hidden(self, source: &str, day: &str) -> Self {
        self.observed(source, day, ObservationOutcome::Hidden, true)
    }

    pub(crate) fn shown_as(mut self, permanent: Option<&str>, name: Option<&str>) -> Self {
        let last = self.observations.last_mut().unwrap();
        last.seen.permanent = permanent.map(str::to_owned);
        last.seen.name = name.map(str::to_owned);
        self
    }

    pub(crate) fn interaction(mut self, is_offered: bool) -> Self {
        self.observations.last_mut().unwrap().interaction = Some(is_offered);
        self
    }

    fn source(&mut self, source: &str) -> &mut SourceNewest {
        if !self.sources.iter().any(|it| it.source == source) {
            self.sources.push(SourceNewest {
                source: source.to_owned(),
                newest: None,
                newest_deleted: None,
                posts: 0,
            });
        }
        self.sources.iter_mut().find(|it| it.source == source).unwrap()
    }

    /// A post of a source, as the store sums them up: those after the monitoring point are only counted.
    pub(crate) fn post(mut self, source: &str, day: &str) -> Self {
        let own = self.source(source);
        own.posts += 1;
        let at = morning(day);
        if at <= as_of() {
            own.newest = own.newest.max(Some(at));
        }
        self
    }

    pub(crate) fn deleted(mut self, source: &str, day: &str) -> Self {
        let own = self.source(source);
        own.posts += 1;
        own.newest_deleted = own.newest_deleted.max(Some(morning(day)));
        self
    }

    pub(crate) fn entry(mut self, name: &str, address: &str, status: Option<&str>) -> Self {
        let state = status.map(state_of);
        self.menu.get_or_insert_default().push(MenuEntry {
            name: name.to_owned(),
            address: address.to_owned(),
            state,
        });
        self
    }

    /// A post with a mistake in it.
    pub(crate) fn mistake(mut self, source: &str, day: &str, wrong: &str, right: &str) -> Self {
        self.mistakes.get_or_insert_default().push(PostMistake {
            source: source.to_owned(),
            title: "要闻".to_owned(),
            address: "https://mp.weixin.qq.com/s/a1".to_owned(),
            published_at: morning(day),
            mark: wrong.bytes().map(u64::from).sum(),
            excerpt: format!("中华人民【{wrong}】"),
            message: format!("“{wrong}”应为“{right}”"),
        });
        self
    }

    /// A post that was published so often.
    pub(crate) fn repeated(mut self, source: &str, day: &str, times: u64) -> Self {
        self.repeated.push(RepeatedPost {
            source: source.to_owned(),
            post: Post {
                id: "id m2/0".to_owned(),
                title: "要闻".to_owned(),
                address: String::new(),
                published_at: morning(day),
                text: String::new(),
                deleted: false,
                flaws: Vec::new(),
            },
            times,
        });
        self
    }

    /// A post whose layout does not look right.
    pub(crate) fn flawed(mut self, day: &str) -> Self {
        self.flawed.push(Post {
            id: "id m1/0".to_owned(),
            title: "要闻".to_owned(),
            address: String::new(),
            published_at: morning(day),
            text: String::new(),
            deleted: false,
            flaws: vec![
                PostFlaw::Wall { characters: 1_200 },
                PostFlaw::Repeated {
                    address: "https://a.example/1.png".to_owned(),
                    times: 3,
                },
            ],
        });
        self
    }

    /// It is an application, to be had there.
    pub(crate) fn app(mut self, address: &str) -> Self {
        self.accounts[0].platform = Platform::App;
        self.accounts[0].address = address.parse().ok();
        self
    }

    pub(crate) fn download(mut self, status: &str) -> Self {
        self.download = Some(state_of(status));
        self
    }

    pub(crate) fn closed(mut self) -> Self {
        self.accounts[0].status = MediaStatus::Retired;
        self
    }

    pub(crate) fn removed(mut self) -> Self {
        self.accounts[0].status = MediaStatus::Cancelled;
        self.accounts[0].removal_proof = "2023-08-01 平台通知".to_owned();
        self
    }

    pub(crate) fn nobodys(mut self) -> Self {
        self.accounts[0].sponsor.clear();
        self
    }

    /// Another running account of the same body on the same platform.
    pub(crate) fn beside(mut self, code: &str, name: &str, permanent: &str) -> Self {
        self.accounts.push(MediaAccount {
            code: AccountCode::parse(code).unwrap(),
            name: name.to_owned(),
            permanent: permanent.to_owned(),
            ..self.accounts[0].clone()
        });
        self
    }

    /// The report of one rule.
    pub(crate) fn report(&self, rule: &str) -> AccountReport {
        let found = overlaps(&self.accounts, "2023-09-15".parse().unwrap());
        let case = AccountCase {
            account: &self.accounts[0],
            as_of: as_of(),
            observations: &self.observations,
            sources: &self.sources,
            menu: self.menu.as_deref(),
            overlaps: &found,
            mistakes: self.mistakes.as_deref(),
            flawed: &self.flawed,
            repeated: &self.repeated,
            download: self.download.as_ref(),
        };
        let rule = ACCOUNT_RULES.iter().find(|one| one.code.0 == rule).unwrap();
        (rule.check)(&case, &STANDARD)
    }

    /// What one rule says, a line each.
    pub(crate) fn check(&self, rule: &str) -> String {
        let report = self.report(rule);
        let or_dash = |text: &str| if text.is_empty() { "-" } else { text }.to_owned();
        let findings = report.findings.iter().map(|finding| {
            let sure = match finding.certainty {
                Certainty::Certain => "确定",
                Certainty::Suspected => "疑似",
            };
            let indicator = or_dash(&finding.indicator);
            format!("{sure} {indicator} {:?} / {}\n", finding.level, finding.message)
        });
        let open = report
            .not_measured
            .iter()
            .map(|open| format!("未能检测 {} / {}\n", or_dash(&open.indicator), open.reason));
        findings.chain(open).collect()
    }
}

fn state_of(status: &str) -> TargetState {
    TargetState {
        status: status.to_owned(),
        class: match status {
            "404" => TargetClass::Broken,
            _ => TargetClass::Ok,
        },
    }
}
