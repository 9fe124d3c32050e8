//! Once a day a look at each home page (首页查看): what it is called, where it leads, which code it prints.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use futures_util::stream;
use xunwang_domain::account::{MentionPlace, PlacedMention, mentions_in};
use xunwang_domain::exchange::{Exchange, FetchRequest, Want};
use xunwang_domain::links::LinkKind;
use xunwang_domain::mismatch::HomeLook;
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::probe::{ProbeState, hour_of, probe_time};
use xunwang_domain::registry::{Site, SiteCode, SiteStatus};
use xunwang_extract::{PageInput, extract_page_and_reading};

use super::watch::Watch;
use super::{App, AppError};

/// Home pages looked at at the same time.
const AT_ONCE: usize = 16;
/// Looks begin in this hour, Chinese time, each site at its own minute.
const HOUR: u32 = 9;
/// Words of a page that says why there is no site.
const NOTICES: [&str; 9] = [
    "下线",
    "关停",
    "关闭",
    "停止运行",
    "停止服务",
    "迁移",
    "迁至",
    "维护",
    "升级改造",
];
/// A page with fewer characters that has such a word is a notice.
const SHORT: u32 = 500;
/// A page that a script fills has fewer links; what is read of it proves nothing.
const FEW_LINKS: usize = 5;

impl Watch {
    /// Looks at the home pages that were not looked at today, of sites that were closed too; how many.
    ///
    /// # Errors
    /// The store could not.
    pub async fn look_at_homes(&self) -> Result<usize, AppError> {
        let now = self.app.now();
        let (today, _) = hour_of(now);
        let mut tx = self.app.store.read().await?;
        let looks = tx.home_looks().await?;
        let is_due = |site: &Site| {
            let last = looks.get(&site.code).and_then(|looks| looks.first());
            let is_done = last.is_some_and(|look| hour_of(look.at).0 == today);
            site.status != SiteStatus::Opening && !is_done && now >= probe_time(&site.code, today, HOUR)
        };
        let sites = tx.sites().await?;
        let bodies: HashMap<SiteCode, OrganizationId> = sites
            .iter()
            .map(|one| (one.site.code.clone(), one.organization))
            .collect();
        let due: Vec<Site> = sites.into_iter().map(|one| one.site).filter(is_due).collect();
        drop(tx);
        let visits: Vec<_> = due.into_iter().map(|site| self.look(site, now)).collect();
        let looks: Vec<HomeLook> = stream::iter(visits).buffer_unordered(AT_ONCE).collect().await;
        if !looks.is_empty() {
            let mut tx = self.app.store.begin().await?;
            tx.add_home_looks(&looks).await?;
            let named = looks
                .iter()
                .flat_map(|look| look.accounts.iter().map(move |one| (look, one)));
            let placed = named.filter_map(|(look, mention)| {
                Some(PlacedMention {
                    mention: mention.clone(),
                    place: MentionPlace::Site {
                        code: look.site.clone(),
                    },
                    organization: *bodies.get(&look.site)?,
                    at: look.at,
                })
            });
            tx.put_mentions(&placed.collect::<Vec<_>>()).await?;
            tx.commit().await?;
        }
        Ok(looks.len())
    }

    async fn look(&self, site: Site, now: DateTime<Utc>) -> HomeLook {
        let request = FetchRequest {
            url: site.home,
            want: Want::Page,
            known: None,
        };
        read(site.code, &self.fetcher.fetch(&request).await, now)
    }
}

/// What the home page of a site showed last (首页所见). The caller has been let see the site.
///
/// # Errors
/// The store could not.
pub async fn last_home_look(app: &App, site: &SiteCode) -> Result<Option<HomeLook>, AppError> {
    let looks = app.store.read().await?.home_looks_of(site).await?;
    Ok(looks.into_iter().next())
}

fn read(site: SiteCode, exchange: &Exchange, now: DateTime<Utc>) -> HomeLook {
    let (state, _) = ProbeState::of(exchange);
    let url = exchange.last().url.clone();
    let mut look = HomeLook {
        site,
        at: now,
        state,
        url,
        title: String::new(),
        site_name: String::new(),
        codes: Vec::new(),
        links: 0,
        is_notice: false,
        accounts: Vec::new(),
    };
    if !matches!(state, ProbeState::Up | ProbeState::Slow) || !exchange.is_html() {
        return look;
    }
    let (page, reading) = extract_page_and_reading(&PageInput {
        url: &look.url,
        content_type: exchange.header("content-type"),
        body: &exchange.body,
        as_of: now,
        sketches: false,
    });
    let short = |text: &str| text.chars().take(200).collect::<String>();
    let tag = page.metas.iter().find(|(name, _)| name == "SiteName");
    look.title = short(&page.title);
    look.site_name = tag.map(|(_, name)| short(name)).unwrap_or_default();
    look.codes = page
        .marks
        .site_codes
        .iter()
        .filter_map(|code| SiteCode::parse(code).ok())
        .take(8)
        .collect();
    look.links = page.links.iter().count();
    // The words of pictures too: mostly a code to be scanned stands beside them.
    let pictures = page.links.iter().filter(|link| link.kind == LinkKind::Image);
    let words: Vec<&str> = pictures.map(|link| link.text).collect();
    look.accounts = mentions_in(&format!("{}\n{}", reading.text, words.join("\n")));
    let says = |text: &str| NOTICES.iter().any(|word| text.contains(word));
    look.is_notice = says(&page.title) || (page.body_characters < SHORT && says(&page.text));
    if page.needs_script && look.links < FEW_LINKS {
        look.state = ProbeState::NotMeasured;
    }
    look
}
