//! A second opinion on statistical proposals (外部模型复核): asked of a service in the office's network about published text,
//! said beside the proposals, and without any say in them.

use std::time::Duration;

use tokio::runtime::Handle;
use xunwang_fetch::{Roots, Service, ServiceSettings};
use xunwang_text::Hit;
use xunwang_text::typo::STATISTICAL;
use xunwang_text::typo::service::{LONGEST_ANSWER, MOST_QUESTIONS, Opinion, opinions, request};

use super::super::certificates::certificates_of_pem;
use super::super::{Failure, read_input};
use super::Arguments;
use super::input::is_result;
use crate::console;

/// Where the key stands, so that it is in no list of processes and no history of commands.
const KEY: &str = "XUNWANG_OPINION_KEY";
/// A service that has failed so often in a row is not asked again.
const MOST_FAILURES: u32 = 3;

/// The service and how it has answered (复核服务).
pub(super) struct Adviser {
    service: Service,
    model: String,
    failures_in_a_row: u32,
    /// Proposals without an opinion, and why the first of them has none.
    silent: u64,
    reason: Option<String>,
}

impl Adviser {
    /// The service that was named, if one was; nothing is sent yet.
    ///
    /// # Errors
    /// It is given for texts that are not published, or its address is none of the office's network.
    pub(super) fn of(arguments: &Arguments) -> Result<Option<Self>, Failure> {
        let (Some(address), Some(model)) = (&arguments.opinion, &arguments.opinion_model) else {
            return Ok(None);
        };
        if arguments.files.is_empty() || !arguments.files.iter().all(|path| is_result(path)) {
            return Err(Failure::WrongInput(
                "--opinion 只用于 inspect 的结果文件夹（其中是已公开的网页）；未公开的稿件不能送给外部模型"
                    .to_owned(),
            ));
        }
        let roots = match &arguments.opinion_ca {
            None => Roots::Mozilla,
            Some(path) => Roots::MozillaAnd(certificates_of_pem(&read_input(path, "根证书文件")?)?),
        };
        let settings = ServiceSettings {
            key: std::env::var(KEY).ok().filter(|key| !key.is_empty()),
            time: Duration::from_secs(arguments.opinion_timeout),
            answer: LONGEST_ANSWER,
            roots,
        };
        let service = wait_for(Service::find(address, settings))
            .map_err(|refusal| Failure::WrongInput(format!("--opinion：{refusal}")))?;
        Ok(Some(Self {
            service,
            model: model.clone(),
            failures_in_a_row: 0,
            silent: 0,
            reason: None,
        }))
    }

    /// The opinions on the hits of a text, in their order; none on what the statistical check did not propose.
    pub(super) fn on(&mut self, text: &str, hits: &[Hit]) -> Vec<Option<Opinion>> {
        let mut all = vec![None; hits.len()];
        let proposed: Vec<usize> = (0..hits.len())
            .filter(|at| {
                hits.get(*at)
                    .is_some_and(|hit| hit.basis.starts_with(STATISTICAL))
            })
            .collect();
        for places in proposed.chunks(MOST_QUESTIONS) {
            let asked: Vec<Hit> = places.iter().filter_map(|at| hits.get(*at).cloned()).collect();
            for (at, opinion) in places.iter().zip(self.ask(text, &asked)) {
                if let Some(place) = all.get_mut(*at) {
                    *place = Some(opinion);
                }
            }
        }
        all
    }

    fn ask(&mut self, text: &str, hits: &[Hit]) -> Vec<Opinion> {
        let answer = if self.failures_in_a_row < MOST_FAILURES {
            wait_for(self.service.ask(request(&self.model, text, hits)))
                .inspect_err(|_| self.failures_in_a_row += 1)
                .inspect(|_| self.failures_in_a_row = 0)
                .map_err(|unanswered| unanswered.to_string())
        } else {
            Err(format!("连续{MOST_FAILURES}次没有答复"))
        };
        let said = match &answer {
            Ok(answer) => opinions(answer, hits),
            Err(_) => vec![Opinion::Silent; hits.len()],
        };
        let silent = said.iter().filter(|opinion| **opinion == Opinion::Silent).count();
        if silent > 0 {
            self.silent += silent as u64;
            let why = answer.err().unwrap_or_else(|| "答复中没有可用的意见".to_owned());
            self.reason.get_or_insert(why);
        }
        said
    }

    /// Says how many proposals are without an opinion, and why.
    pub(super) fn note(&self) {
        if let Some(reason) = &self.reason {
            console::note(&format!(
                "外部模型服务对{}处建议没有给出意见（{reason}），这些行的 opinion 为 silent；其余内容不受影响",
                self.silent
            ));
        }
    }
}

/// The command reads its files in turn; only here it waits for the network.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| Handle::current().block_on(future))
}
