//! A folder of documents (一批文稿): each composed once more from its values, each file compared, each digest too.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use xunwang_report::document::Edition;
use xunwang_report::documents::Kind;
use xunwang_report::press::FileKind;
use xunwang_report::verify::verify_files;

use super::super::manifest::{Listed, MANIFEST, Manifest, stays_within};
use super::super::{Failure, read_input};
use super::verify_documents;
use crate::folder::digest_of;

/// Folders within folders that are looked into.
const DEEPEST: usize = 8;

/// Everything in which the folder is not what its list and its values say.
pub(super) fn verify_listed(folder: &Path) -> Result<Vec<String>, Failure> {
    let json = read_input(&folder.join(MANIFEST), "文稿清单")?;
    let manifest: Manifest = serde_json::from_slice(&json)
        .map_err(|error| Failure::Failed(format!("{MANIFEST}不能读取：{error}")))?;
    let mut differences = all_documents(folder, &manifest);
    for (path, noted) in &manifest.others {
        differences.extend(digest_differs(folder, path, noted));
    }
    for circular in &manifest.circulars {
        if !stays_within(circular) {
            differences.push(format!("{MANIFEST}：“{circular}”不在本文件夹中"));
            continue;
        }
        let found = match verify_documents(&folder.join(circular), false) {
            Ok(found) => found,
            Err(failure) => vec![failure.to_string()],
        };
        differences.extend(found.into_iter().map(|one| format!("{circular}：{one}")));
    }
    differences.extend(unlisted(folder, &manifest)?);
    Ok(differences)
}

/// All documents, each core one at a time; differences in the order of the list.
fn all_documents(folder: &Path, manifest: &Manifest) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let found: Mutex<Vec<(usize, Vec<String>)>> = Mutex::new(Vec::new());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(listed) = manifest.documents.get(place) else {
                        break;
                    };
                    let differences = one_document(folder, listed, manifest.edition);
                    if let Ok(mut found) = found.lock() {
                        found.push((place, differences));
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(|broken| broken.into_inner());
    found.sort_unstable_by_key(|(place, _)| *place);
    found
        .into_iter()
        .flat_map(|(_, differences)| differences)
        .collect()
}

fn one_document(folder: &Path, listed: &Listed, edition: Edition) -> Vec<String> {
    let mut differences: Vec<String> = listed
        .files
        .iter()
        .filter_map(|(path, noted)| digest_differs(folder, path, noted))
        .collect();
    let values = &listed.values;
    let Some(kind) = Kind::of_word(&listed.kind) else {
        differences.push(format!("{MANIFEST}：{values}的文种“{}”不认识", listed.kind));
        return differences;
    };
    if !listed.files.contains_key(values) || !stays_within(values) {
        differences.push(format!("{MANIFEST}：没有登记{values}的摘要"));
        return differences;
    }
    // What cannot be read was told with its digest.
    let Ok(json) = std::fs::read(folder.join(values)) else {
        return differences;
    };
    let document = match kind.compose(&json, edition) {
        Ok(document) => document,
        Err(error) => {
            differences.push(format!("{values}：{error}"));
            return differences;
        }
    };
    for path in listed.files.keys().filter(|path| stays_within(path)) {
        let ending = Path::new(path).extension().and_then(|ending| ending.to_str());
        let kind = match ending {
            Some("html") => FileKind::Html,
            Some("docx") => FileKind::Docx,
            Some("xlsx") => FileKind::Xlsx,
            Some("pdf") => FileKind::Pdf,
            _ => continue,
        };
        let Ok(bytes) = std::fs::read(folder.join(path)) else {
            continue;
        };
        let found = verify_files(&document, &[(kind, &bytes)]);
        differences.extend(found.iter().map(|one| format!("{path}：{one}")));
    }
    differences
}

fn digest_differs(folder: &Path, path: &str, noted: &str) -> Option<String> {
    if !stays_within(path) {
        return Some(format!("{MANIFEST}：“{path}”不在本文件夹中"));
    }
    match digest_of(&folder.join(path)) {
        Ok(digest) if digest == *noted => None,
        Ok(_) => Some(format!("{path}：内容与写出时不同")),
        Err(error) => Some(format!("{path}：不能读取（{error}）")),
    }
}

/// Files that nobody listed: whoever puts a report among the others is seen. Hidden files are the system's own.
fn unlisted(folder: &Path, manifest: &Manifest) -> Result<Vec<String>, Failure> {
    let mut known: BTreeSet<String> = manifest.others.keys().cloned().collect();
    known.extend(
        manifest
            .documents
            .iter()
            .flat_map(|one| one.files.keys().cloned()),
    );
    known.insert(MANIFEST.to_owned());
    let mut found = Vec::new();
    let mut waiting = vec![(String::new(), 0)];
    while let Some((within, depth)) = waiting.pop() {
        for entry in std::fs::read_dir(folder.join(&within))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if within.is_empty() {
                name.clone()
            } else {
                format!("{within}/{name}")
            };
            let is_folder = entry.file_type()?.is_dir();
            if name.starts_with('.') || manifest.circulars.contains(&path) {
                continue;
            }
            if is_folder && depth < DEEPEST {
                waiting.push((path, depth + 1));
            } else if !known.contains(&path) {
                found.push(format!("{path}：不在清单中，不是一起写出的"));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}
