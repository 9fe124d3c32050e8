//! The register of new-media accounts.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use xunwang_domain::account::{AccountCode, AccountVersion, MediaAccount, RegisteredAccount};
use xunwang_domain::register::Version;
use xunwang_ports::{MediaRepo, StoreError};

use super::DbTx;
use super::history::{Shelf, Shelved};

const ACCOUNTS: Shelf = Shelf("media_account");

#[async_trait]
impl MediaRepo for DbTx {
    async fn media_accounts(&mut self) -> Result<Vec<RegisteredAccount>, StoreError> {
        let version = self.version("media_account").await?;
        if let Some(known) = self.1.as_ref().and_then(|known| known.accounts.get(&version)) {
            return Ok(known.as_ref().clone());
        }
        let accounts: Vec<_> = self
            .entries(ACCOUNTS)
            .await?
            .into_iter()
            .map(registered)
            .collect();
        if let Some(known) = &self.1 {
            known.accounts.put(version, Arc::new(accounts.clone()));
        }
        Ok(accounts)
    }

    async fn media_account(&mut self, code: &AccountCode) -> Result<Option<RegisteredAccount>, StoreError> {
        Ok(self.entry(ACCOUNTS, code.as_str()).await?.map(registered))
    }

    async fn media_accounts_at(&mut self, at: DateTime<Utc>) -> Result<Vec<RegisteredAccount>, StoreError> {
        let entries = self.entries_at(ACCOUNTS, at).await?;
        Ok(entries.into_iter().map(registered).collect())
    }

    async fn media_account_versions(
        &mut self,
        code: &AccountCode,
    ) -> Result<Vec<AccountVersion>, StoreError> {
        let versions = self.versions(ACCOUNTS, code.as_str()).await?;
        let version = |it: Version<Shelved<MediaAccount>>| Version {
            from: it.from,
            entry: registered(it.entry),
            by: it.by,
        };
        Ok(versions.into_iter().map(version).collect())
    }

    async fn put_media_accounts(
        &mut self,
        accounts: &[RegisteredAccount],
        at: DateTime<Utc>,
        by: &str,
    ) -> Result<(), StoreError> {
        let entries: Vec<_> = accounts
            .iter()
            .map(|one| (one.account.code.as_str(), one.organization, &one.account))
            .collect();
        self.shelve(ACCOUNTS, &entries, at, by).await
    }
}

fn registered((organization, account): Shelved<MediaAccount>) -> RegisteredAccount {
    RegisteredAccount {
        account,
        organization,
    }
}
