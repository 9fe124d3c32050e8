//! Searching the public page (公开检索), and the beginning of each text for its feed.

use std::collections::HashMap;
use std::sync::Arc;

use xunwang_domain::paper::PaperId;
use xunwang_ports::Tx;
use xunwang_report::document::{Attachment, Cell, Document};

use super::public_papers::{PublicPaper, listed, sealed_document};
use super::{App, AppError};

/// Texts that are searched: those of the latest circulars. Four a year of ten areas make five years.
const MOST_SEARCHED: usize = 200;
/// Characters of a question that are read.
const LONGEST_QUESTION: usize = 50;
/// Words of a question that are read; each must be found.
const MOST_WORDS: usize = 5;

/// What is looked through, in small letters. It is made of what was sealed and so holds as long as the program runs.
#[derive(Debug)]
pub(super) struct PublicText {
    body: String,
    attachments: Vec<(usize, String)>,
    lead: String,
}

/// The texts that were read so far.
pub(super) type PublicTexts = tokio::sync::Mutex<HashMap<PaperId, Arc<PublicText>>>;

/// The public circulars in whose title, number, text or public attachments all words of the question stand, the latest
/// first; all of them where nothing is asked (公开检索).
///
/// # Errors
/// The store could not.
pub async fn public_papers(app: &App, question: &str) -> Result<Vec<PublicPaper>, AppError> {
    let question: String = question.chars().take(LONGEST_QUESTION).collect();
    let question = question.to_lowercase();
    let words: Vec<&str> = question.split_whitespace().take(MOST_WORDS).collect();
    let mut tx = app.store.read().await?;
    let mut papers = listed(&mut *tx).await?;
    if words.is_empty() {
        return Ok(papers);
    }
    papers.truncate(MOST_SEARCHED);
    let texts = texts_of(app, &mut *tx, &papers).await?;
    let found = papers.into_iter().zip(texts).filter(|(paper, text)| {
        let head = format!("{} {}", paper.title, paper.number).to_lowercase();
        words.iter().all(|word| {
            let of_attachment =
                |(number, text): &(usize, String)| paper.attachments.contains(number) && text.contains(word);
            head.contains(word) || text.body.contains(word) || text.attachments.iter().any(of_attachment)
        })
    });
    Ok(found.map(|(paper, _)| paper).collect())
}

/// The latest public circulars, at most `most`, with the beginning of their texts (公开订阅).
///
/// # Errors
/// The store could not.
pub async fn public_leads(app: &App, most: usize) -> Result<Vec<(PublicPaper, String)>, AppError> {
    let mut tx = app.store.read().await?;
    let mut papers = listed(&mut *tx).await?;
    papers.truncate(most.min(MOST_SEARCHED));
    let texts = texts_of(app, &mut *tx, &papers).await?;
    let leads = texts.into_iter().map(|text| text.lead.clone());
    Ok(papers.into_iter().zip(leads).collect())
}

/// Reads what was not read yet. Others wait meanwhile: however many ask at once, each text is read once.
async fn texts_of(
    app: &App,
    tx: &mut dyn Tx,
    papers: &[PublicPaper],
) -> Result<Vec<Arc<PublicText>>, AppError> {
    let mut known = app.public_texts.lock().await;
    if known.len() > 2 * MOST_SEARCHED {
        known.retain(|id, _| papers.iter().any(|paper| paper.id == *id));
    }
    let mut texts = Vec::with_capacity(papers.len());
    for paper in papers {
        let text = match known.get(&paper.id) {
            Some(text) => Arc::clone(text),
            None => {
                let text = Arc::new(PublicText::of(sealed_document(tx, paper.id).await?));
                known.insert(paper.id, Arc::clone(&text));
                text
            }
        };
        texts.push(text);
    }
    Ok(texts)
}

impl PublicText {
    fn of(mut document: Document) -> Self {
        let lead = document.lead();
        let attachments = std::mem::take(&mut document.attachments);
        document.imprint = None;
        let text = |attachment: Attachment| {
            let cells = attachment.table.rows.iter().flatten().map(Cell::shown);
            let words = cells.collect::<Vec<_>>().join(" ");
            let text = format!("{} {words}", attachment.title);
            (attachment.number, text.to_lowercase())
        };
        Self {
            body: document.plain_text().to_lowercase(),
            attachments: attachments.into_iter().map(text).collect(),
            lead,
        }
    }
}
