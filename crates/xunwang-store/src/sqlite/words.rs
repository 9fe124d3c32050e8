//! Full text over closed messages (全文查询): pairs of neighbouring characters are the words, for Chinese has no spaces between its own.

use sqlx::{Connection as _, Row as _, SqliteConnection, SqlitePool};

/// What is matched, with the messages it belongs to; what [`sought`] gives follows. The last closed has the highest `w.rowid`.
pub(super) const FROM_WORDS: &str = " from feedback_words w join feedback_said s on s.row = w.rowid \
     join feedback on feedback.id = s.id where feedback_words match ";

/// Counts what is matched; what [`sought`] gives follows.
pub(super) const COUNT_WORDS: &str =
    "select count(*) from (select 1 from feedback_words w where feedback_words match ";

/// Keeps the words of a message, or none where it is not public.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    id: &[u8],
    said: Option<&str>,
) -> Result<(), sqlx::Error> {
    let known = sqlx::query("delete from feedback_said where id = $1 returning row")
        .bind(id)
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(known) = known {
        let row: i64 = known.try_get(0)?;
        sqlx::query("delete from feedback_words where rowid = $1")
            .bind(row)
            .execute(&mut *connection)
            .await?;
    }
    if let Some(said) = said {
        let added = sqlx::query("insert into feedback_said (id) values ($1)")
            .bind(id)
            .execute(&mut *connection)
            .await?;
        sqlx::query("insert into feedback_words (rowid, said) values ($1, $2)")
            .bind(added.last_insert_rowid())
            .bind(pairs(said))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Puts in what was closed before words were kept.
pub(super) async fn fill(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut connection = pool.acquire().await?;
    let missing = "select id, coalesce(json_extract(content, '$.text'), '') || ' ' || \
         coalesce(json_extract(content, '$.answers[#-1].text'), '') from feedback \
         where stage = 'closed' and json_extract(content, '$.source') <> 'national' \
         and id not in (select id from feedback_said) order by closed_at, number";
    let rows = sqlx::query(missing).fetch_all(&mut *connection).await?;
    let mut tx = connection.begin().await?;
    for row in rows {
        let (id, said): (Vec<u8>, String) = (row.try_get(0)?, row.try_get(1)?);
        keep(&mut tx, &id, Some(&said)).await?;
    }
    tx.commit().await
}

/// A number of so many digits may be somebody's: it is not kept, and nothing is found by it.
const LONG_NUMBER: usize = 5;
/// No pair is so long.
const NOTHING: &str = "\"nothing\"";

/// The pairs of a text, divided by spaces; what is neither letter nor digit divides nothing and is left out.
fn pairs(text: &str) -> String {
    let mut pairs = String::with_capacity(text.len() * 3);
    for part in parts(text) {
        for (place, first) in part.iter().enumerate() {
            pairs.push(*first);
            pairs.extend(part.get(place + 1));
            pairs.push(' ');
        }
    }
    pairs
}

/// What to match for these words, each as it stands: neighbouring pairs, or for one character all pairs that begin with it.
pub(super) fn sought(words: &[String]) -> Option<String> {
    let phrases = words.iter().map(|word| match parts(word).as_slice() {
        [part] if part.is_empty() => NOTHING.to_owned(),
        [part] if part.len() == 1 => format!("\"{}\"*", part[0]),
        [part] => {
            let pairs: Vec<String> = part.windows(2).map(String::from_iter).collect();
            format!("\"{}\"", pairs.join(" "))
        }
        _ => NOTHING.to_owned(),
    });
    let all: Vec<String> = phrases.collect();
    (!all.is_empty()).then(|| all.join(" "))
}

/// Letters and digits in small letters, cut where a long number stands; a word of two parts has one.
fn parts(text: &str) -> Vec<Vec<char>> {
    let shown = text.chars().filter(|sign| sign.is_alphanumeric());
    let plain: Vec<char> = shown.flat_map(char::to_lowercase).collect();
    let mut parts: Vec<Vec<char>> = Vec::new();
    for run in plain.chunk_by(|a, b| a.is_numeric() == b.is_numeric()) {
        if run[0].is_numeric() && run.len() >= LONG_NUMBER {
            parts.push(Vec::new());
            continue;
        }
        match parts.last_mut() {
            Some(part) => part.extend(run),
            None => parts.push(run.to_vec()),
        }
    }
    parts
}
