//! The public page (通报公开): what was issued and put there, read from what was sealed. There is no caller here: what these
//! functions give, they give to everybody, so they give nothing that is not both sealed and public.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use xunwang_domain::circular::Quarter;
use xunwang_domain::paper::{Paper, PaperId};
use xunwang_domain::registry::{SiteCode, SiteStatus};
use xunwang_ports::{StoreError, Tx};
use xunwang_report::document::{Block, Document};
use xunwang_report::press::FileKind;

use super::{App, AppError};

/// An issued circular on the public page (公开的通报).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicPaper {
    /// 文稿编号
    pub id: PaperId,
    /// 标题
    pub title: String,
    /// 发文字号
    pub number: String,
    /// 发文机关
    pub issuer: String,
    /// 成文日期
    pub issued_on: NaiveDate,
    /// 季度
    pub quarter: Quarter,
    /// When it was signed.
    pub issued_at: DateTime<Utc>,
    /// When it was put on the public page as it is.
    pub published_at: DateTime<Utc>,
    /// When what the public sees of it last changed, a correction among that.
    pub changed_at: DateTime<Utc>,
    /// The public paper that it corrects (更正), with its title.
    pub corrects: Option<(PaperId, String)>,
    /// The public papers that correct it (被更正), with their titles.
    pub corrected_by: Vec<(PaperId, String)>,
    /// The attachments that are public, by number.
    pub attachments: Vec<usize>,
}

/// A public circular as its page shows it (公开文本).
#[derive(Clone, Debug, PartialEq)]
pub struct PublicEdition {
    /// The circular.
    pub paper: PublicPaper,
    /// The document as it was issued, with the public attachments only, without what is for the office.
    pub document: Document,
    /// All attachments that were issued: number, title, whether it is public.
    pub attachments: Vec<(usize, String, bool)>,
    /// Its charts as SVG, in order; none where the program has no press.
    pub drawings: Vec<String>,
    /// Is the PDF public? It was issued as one file, so only where all that is in it is public.
    pub has_pdf: bool,
}

/// Code and name of the running sites, by their names in the network.
pub(super) type Hosts = HashMap<String, (SiteCode, String)>;

/// Whose page it is (公开页的主办单位): the number and the name of the office.
///
/// # Errors
/// The store could not.
pub async fn publisher(app: &App) -> Result<(Uuid, String), AppError> {
    let mut tx = app.store.read().await?;
    let tree = app.tree(&mut *tx).await?;
    let root = tree.root().ok_or(AppError::NotFound)?;
    Ok((root.id.0, root.name.clone()))
}

/// The site of the register that has this name in the network (所属网站): reached under it, the public page is one of its
/// pages. The register is read again once an hour: nobody who only reads makes the office read it.
///
/// # Errors
/// The store could not.
pub async fn site_of_host(app: &App, host: &str) -> Result<Option<(SiteCode, String)>, AppError> {
    let hour = app.now().timestamp().unsigned_abs() / 3600;
    let make = async {
        let sites = app.store.read().await?.sites().await?.into_iter();
        let running = sites.filter(|one| one.site.status == SiteStatus::Running);
        let named = running.filter_map(|one| {
            let host = one.site.home.host_str()?.to_owned();
            Some((host, (one.site.code, one.site.name)))
        });
        Ok(named.collect::<Hosts>())
    };
    let hosts = app.hosts.get((), hour, make).await?;
    Ok(hosts.get(&host.to_ascii_lowercase()).cloned())
}

/// A public circular with its text.
///
/// # Errors
/// There is none of that number, or it is not public (any more).
pub async fn public_edition(app: &App, id: PaperId) -> Result<PublicEdition, AppError> {
    let mut tx = app.store.read().await?;
    let all = listed(&mut *tx).await?;
    let paper = all
        .into_iter()
        .find(|paper| paper.id == id)
        .ok_or(AppError::NotFound)?;
    let mut document = sealed_document(&mut *tx, id).await?;
    let is_public = |number: usize| paper.attachments.contains(&number);
    let attachments: Vec<_> = document
        .attachments
        .iter()
        .map(|one| (one.number, one.title.clone(), is_public(one.number)))
        .collect();
    document.attachments.retain(|one| is_public(one.number));
    document.notes.clear();
    document.imprint = None;
    let charts = document.blocks.iter().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    });
    let press = app.press();
    Ok(PublicEdition {
        drawings: press.map_or_else(Vec::new, |press| charts.map(|one| press.draw(one)).collect()),
        has_pdf: attachments.iter().all(|(.., is_public)| *is_public),
        attachments,
        document,
        paper,
    })
}

/// The PDF as it was issued; of what is not public no part is given, and a file cannot be given in part.
///
/// # Errors
/// The circular is not public, or one of its attachments is not.
pub async fn public_pdf(app: &App, id: PaperId) -> Result<Vec<u8>, AppError> {
    if !public_edition(app, id).await?.has_pdf {
        return Err(AppError::NotFound);
    }
    let mut tx = app.store.read().await?;
    let file = tx.paper_file(id, FileKind::Pdf.name()).await?;
    file.ok_or(AppError::NotFound)
}

/// The document as it was sealed.
pub(super) async fn sealed_document(tx: &mut dyn Tx, id: PaperId) -> Result<Document, AppError> {
    let bytes = tx
        .paper_file(id, "document.json")
        .await?
        .ok_or(AppError::NotFound)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| AppError::Store(StoreError::Inconsistent(format!("封存的文稿不能读取：{error}"))))
}

/// All public circulars, the latest first.
pub(super) async fn listed(tx: &mut dyn Tx) -> Result<Vec<PublicPaper>, AppError> {
    let mut papers = tx.papers().await?;
    papers.retain(|paper| paper.public_seal().is_some());
    let mut all: Vec<PublicPaper> = papers.iter().filter_map(|paper| shown(paper, &papers)).collect();
    all.sort_by_key(|paper| std::cmp::Reverse((paper.issued_on, paper.issued_at, paper.id)));
    Ok(all)
}

fn shown(paper: &Paper, public: &[Paper]) -> Option<PublicPaper> {
    let published = |paper: &Paper| {
        let seal = paper.public_seal()?;
        Some(seal.published_at.unwrap_or(seal.at))
    };
    let seal = paper.public_seal()?;
    let published_at = published(paper)?;
    let named = |other: &Paper| (other.id, other.head.title.clone());
    let corrections = || public.iter().filter(|other| other.corrects == Some(paper.id));
    Some(PublicPaper {
        id: paper.id,
        title: paper.head.title.clone(),
        number: paper.head.number.clone().unwrap_or_default(),
        issuer: paper.head.issuer.clone(),
        issued_on: paper.head.issued_on,
        quarter: paper.quarter,
        issued_at: seal.at,
        published_at,
        changed_at: corrections()
            .filter_map(published)
            .fold(published_at, DateTime::max),
        corrects: public
            .iter()
            .find(|other| paper.corrects == Some(other.id))
            .map(named),
        corrected_by: corrections().map(named).collect(),
        attachments: seal.public_attachments.clone(),
    })
}
