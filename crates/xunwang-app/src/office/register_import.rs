//! A register is imported (导入台账): first shown, then taken over, whole or not at all.

use std::collections::{HashMap, HashSet};
use std::hash::Hasher as _;
use std::sync::Arc;

use rustc_hash::FxHasher;
use xunwang_domain::organization::Organizations;
use xunwang_domain::people::Permission;
use xunwang_domain::register::{FieldChange, RegisteredSite, changes};
use xunwang_domain::registry::{Site, SiteCode};
use xunwang_ports::Tx;

use super::bodies::Bodies;
use super::caller::value;
use super::{App, AppError, Caller};
use crate::registry::{RegisterErrors, read_register};

/// What an import would do (导入预览).
#[derive(Clone, Debug)]
pub struct ImportPreview {
    /// Tells the file from another that is uploaded later; empty where nothing can be taken over.
    pub mark: String,
    /// The name of the file.
    pub file: String,
    /// Sites that are new.
    pub added: Vec<Site>,
    /// Sites that change.
    pub changed: Vec<SiteChange>,
    /// Number of sites that stay as they are.
    pub unchanged: usize,
    /// Sites of the caller's branches that the file does not name: they stay.
    pub absent: Vec<Site>,
    /// Bodies that are new: `地区或部门／主办单位`.
    pub bodies: Vec<String>,
    /// What was assumed or left out.
    pub notes: Vec<String>,
    /// What is wrong; then nothing can be taken over.
    pub errors: Option<RegisterErrors>,
    /// Sites outside the caller's branches; then nothing can be taken over.
    pub foreign: Vec<Site>,
}

/// A site that changes.
#[derive(Clone, Debug)]
pub struct SiteChange {
    /// As it will be.
    pub site: Site,
    /// What changes.
    pub fields: Vec<FieldChange>,
}

impl ImportPreview {
    /// Is there something that can be taken over?
    pub fn is_ready(&self) -> bool {
        self.errors.is_none()
            && self.foreign.is_empty()
            && !(self.added.is_empty() && self.changed.is_empty())
    }
}

/// Reads a file and says what it would do. Nothing is taken over.
///
/// # Errors
/// The caller may change no register, or the store could not.
pub async fn preview(
    app: &App,
    caller: &Caller,
    file: &str,
    bytes: Vec<u8>,
) -> Result<ImportPreview, AppError> {
    if !caller.user.may_somewhere(Permission::EditRegister) {
        return Err(AppError::Forbidden);
    }
    let (mut preview, before) = look(app, caller, file, &bytes).await?;
    if preview.is_ready() {
        let mark = app.new_secret().text;
        let mut uploads = app
            .uploads
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        uploads.put(caller.user.id, (file, bytes.into()), (&mark, before), app.now());
        preview.mark = mark;
    }
    Ok(preview)
}

/// Takes over what was shown under this mark, unless the register has changed meanwhile so that it would do something else.
///
/// # Errors
/// The file is no longer there, or cannot be taken over as it was shown.
pub async fn import(app: &App, caller: &Caller, mark: &str) -> Result<(usize, usize), AppError> {
    let upload = {
        let mut uploads = app
            .uploads
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        uploads.take(caller.user.id, mark, app.now())
    };
    let upload = upload.ok_or_else(|| AppError::refused("预览已过期或已导入；请重新上传文件"))?;
    let read = parse(&upload.name, Arc::clone(&upload.bytes)).await?;
    let sites = read.map_err(|errors| AppError::Refused(errors.to_string()))?.0;
    let mut tx = app.store.begin().await?;
    let tree = Organizations::new(tx.organizations().await?);
    let mut bodies = Bodies::new(app, &tree)?;
    let registered: Vec<RegisteredSite> = sites
        .into_iter()
        .map(|site| RegisteredSite {
            organization: bodies.of(&site.area, &site.sponsor),
            site,
        })
        .collect();
    let known = known_sites(&mut *tx).await?;
    if state_of(registered.iter().map(|one| &one.site.code), &known) != upload.before {
        return Err(AppError::refused(
            "预览之后，文件中的网站在台账里有了变化，没有导入；请重新上传并核对预览",
        ));
    }
    let fresh = std::mem::take(&mut bodies.fresh);
    let tree = Organizations::new(tree.iter().cloned().chain(fresh.iter().cloned()).collect());
    let reaches = |organization| caller.user.may(Permission::EditRegister, organization, &tree);
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for one in registered {
        let before = known.get(&one.site.code);
        if !reaches(one.organization) || before.is_some_and(|before| !reaches(before.organization)) {
            return Err(AppError::Forbidden);
        }
        match before {
            Some(before) if *before == one => {}
            Some(_) => changed.push(one),
            None => added.push(one),
        }
    }
    tx.put_organizations(&fresh).await?;
    let now = app.now();
    for (action, sites) in [("导入台账：新增网站", &added), ("导入台账：修改网站", &changed)]
    {
        tx.put_sites(sites, now, &caller.user.name).await?;
        for one in sites {
            let object = ("site", one.site.code.to_string(), one.site.name.as_str());
            let before = known.get(&one.site.code).and_then(value);
            tx.record(&caller.event(app, action, object, (before, value(one))))
                .await?;
        }
    }
    tx.commit().await?;
    Ok((added.len(), changed.len()))
}

type Read = Result<(Vec<Site>, Vec<String>), RegisterErrors>;

/// Spreadsheets take a while: not on a thread that answers others.
async fn parse(file: &str, bytes: Arc<[u8]>) -> Result<Read, AppError> {
    let file = file.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        read_register(&file, &bytes, None).map(|register| (register.sites, register.notes))
    });
    read.await
        .map_err(|_| AppError::refused("文件读不出来，没有导入；请另存为 XLSX 或 CSV 再试"))
}

async fn look(
    app: &App,
    caller: &Caller,
    file: &str,
    bytes: &[u8],
) -> Result<(ImportPreview, u64), AppError> {
    let mut preview = ImportPreview {
        mark: String::new(),
        file: file.to_owned(),
        added: Vec::new(),
        changed: Vec::new(),
        unchanged: 0,
        absent: Vec::new(),
        bodies: Vec::new(),
        notes: Vec::new(),
        errors: None,
        foreign: Vec::new(),
    };
    let (sites, notes) = match parse(file, bytes.into()).await? {
        Ok(read) => read,
        Err(errors) => {
            preview.errors = Some(errors);
            return Ok((preview, 0));
        }
    };
    preview.notes = notes;
    let mut tx = app.store.read().await?;
    let known = known_sites(&mut *tx).await?;
    drop(tx);
    let before = state_of(sites.iter().map(|site| &site.code), &known);
    let mut bodies = Bodies::new(app, &caller.tree)?;
    let named: HashSet<_> = sites.iter().map(|site| site.code.clone()).collect();
    let organizations: Vec<_> = sites
        .iter()
        .map(|site| bodies.of(&site.area, &site.sponsor))
        .collect();
    let all = caller
        .tree
        .iter()
        .cloned()
        .chain(bodies.fresh.iter().cloned())
        .collect();
    let tree = Organizations::new(all);
    let reaches = |organization| caller.user.may(Permission::EditRegister, organization, &tree);
    preview.bodies = bodies.fresh.iter().map(|body| tree.full_name(body.id)).collect();
    for (site, organization) in sites.into_iter().zip(organizations) {
        let before = known.get(&site.code);
        if !reaches(organization) || before.is_some_and(|before| !reaches(before.organization)) {
            preview.foreign.push(site);
            continue;
        }
        match before {
            None => preview.added.push(site),
            Some(before) => {
                let fields = changes(&before.site, &site);
                if fields.is_empty() && before.organization == organization {
                    preview.unchanged += 1;
                } else {
                    preview.changed.push(SiteChange { site, fields });
                }
            }
        }
    }
    let mut absent: Vec<_> = known
        .into_values()
        .filter(|one| reaches(one.organization) && !named.contains(&one.site.code))
        .map(|one| one.site)
        .collect();
    absent.sort_by(|a, b| a.code.cmp(&b.code));
    preview.absent = absent;
    Ok((preview, before))
}

type Known = HashMap<SiteCode, RegisteredSite>;

async fn known_sites(tx: &mut dyn Tx) -> Result<Known, AppError> {
    let sites = tx.sites().await?;
    Ok(sites
        .into_iter()
        .map(|one| (one.site.code.clone(), one))
        .collect())
}

/// A number that follows from what the register says of these sites.
fn state_of<'a>(codes: impl Iterator<Item = &'a SiteCode>, known: &Known) -> u64 {
    let mut hash = FxHasher::default();
    for code in codes {
        let now = known.get(code).and_then(value);
        hash.write(format!("{code} {now:?}").as_bytes());
    }
    hash.finish()
}
