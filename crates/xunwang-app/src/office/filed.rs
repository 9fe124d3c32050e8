//! What filings are about (办件对象): sites and new-media accounts, each in its own table, all in one manner.

use xunwang_domain::account::RegisteredAccount;
use xunwang_domain::filing::{Filing, FilingError, FilingObject};
use xunwang_domain::organization::OrganizationId;
use xunwang_domain::probe::hour_of;
use xunwang_domain::register::RegisteredSite;
use xunwang_ports::Tx;

use super::caller::value;
use super::{App, AppError, Caller};

/// What a filing is about, as the register has it now (办件对象).
#[derive(Clone, Debug)]
pub enum FiledEntry {
    /// A site.
    Site(RegisteredSite),
    /// A new-media account.
    Account(RegisteredAccount),
}

impl FiledEntry {
    /// The body in whose branch it lies.
    pub fn organization(&self) -> OrganizationId {
        match self {
            Self::Site(one) => one.organization,
            Self::Account(one) => one.organization,
        }
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        match self {
            Self::Site(one) => &one.site.name,
            Self::Account(one) => &one.account.name,
        }
    }

    pub(super) async fn find(tx: &mut dyn Tx, object: &FilingObject) -> Result<Option<Self>, AppError> {
        Ok(match object {
            FilingObject::Site(code) => tx.site(code).await?.map(Self::Site),
            FilingObject::Account(code) => tx.media_account(code).await?.map(Self::Account),
        })
    }

    pub(super) fn begin(&self, filing: Filing, earlier: &[Filing]) -> Result<Filing, FilingError> {
        match self {
            Self::Site(one) => filing.begin(&one.site, earlier),
            Self::Account(one) => filing.begin(&one.account, earlier),
        }
    }

    pub(super) fn complete(&self, app: &App, filing: Filing) -> Result<(Filing, Self), FilingError> {
        let (at, (today, _)) = (app.now(), hour_of(app.now()));
        Ok(match self {
            Self::Site(one) => {
                let (filing, site) = filing.complete(&one.site, at, today)?;
                let organization = one.organization;
                (filing, Self::Site(RegisteredSite { site, organization }))
            }
            Self::Account(one) => {
                let (filing, account) = filing.complete(&one.account, at, today)?;
                let organization = one.organization;
                let changed = RegisteredAccount {
                    account,
                    organization,
                };
                (filing, Self::Account(changed))
            }
        })
    }

    pub(super) async fn put(&self, tx: &mut dyn Tx, app: &App, caller: &Caller) -> Result<(), AppError> {
        let (at, by) = (app.now(), caller.user.name.as_str());
        match self {
            Self::Site(one) => tx.put_sites(std::slice::from_ref(one), at, by).await?,
            Self::Account(one) => tx.put_media_accounts(std::slice::from_ref(one), at, by).await?,
        }
        Ok(())
    }

    /// Kind, code and name for the trail.
    pub(super) fn traced(&self) -> (&'static str, String, &str) {
        match self {
            Self::Site(one) => ("site", one.site.code.to_string(), self.name()),
            Self::Account(one) => ("media_account", one.account.code.to_string(), self.name()),
        }
    }

    pub(super) fn value(&self) -> Option<serde_json::Value> {
        match self {
            Self::Site(one) => value(one),
            Self::Account(one) => value(one),
        }
    }
}
