//! Bodies and people.

use std::collections::HashMap;

use async_trait::async_trait;
use sqlx::Row;
use uuid::Uuid;
use xunwang_domain::login::Credentials;
use xunwang_domain::organization::{Organization, OrganizationId, OrganizationKind};
use xunwang_domain::people::{AccountState, Lockout, User, UserId};
use xunwang_ports::{OrganizationRepo, PeopleRepo, StoreError};

use super::super::DbRow;
use super::convert::{id, json, json_of, micros, moment, unsigned};
use super::{DbTx, store_error};

#[async_trait]
impl OrganizationRepo for DbTx {
    async fn organizations(&mut self) -> Result<Vec<Organization>, StoreError> {
        let rows = sqlx::query("select id, parent, name, kind from organization")
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter()
            .map(|row| {
                let parent: Option<Vec<u8>> = row.try_get(1).map_err(store_error)?;
                let kind: String = row.try_get(3).map_err(store_error)?;
                Ok(Organization {
                    id: OrganizationId(id(row, 0)?),
                    parent: parent.map(|bytes| uuid(&bytes)).transpose()?.map(OrganizationId),
                    name: row.try_get(2).map_err(store_error)?,
                    kind: kind_of(&kind)?,
                })
            })
            .collect()
    }

    async fn put_organizations(&mut self, organizations: &[Organization]) -> Result<(), StoreError> {
        for one in organizations {
            sqlx::query(
                "insert into organization (id, parent, name, kind) values ($1, $2, $3, $4) \
                 on conflict (id) do update set parent = $2, name = $3, kind = $4",
            )
            .bind(one.id.0.as_bytes().as_slice())
            .bind(one.parent.map(|id| id.0.as_bytes().to_vec()))
            .bind(&one.name)
            .bind(word_of(one.kind))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        }
        Ok(())
    }
}

const USER: &str = "select id, account, name, organization, grants, disabled from person";

#[async_trait]
impl PeopleRepo for DbTx {
    async fn has_users(&mut self) -> Result<bool, StoreError> {
        let row = sqlx::query("select exists (select 1 from person)")
            .fetch_one(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.try_get(0).map_err(store_error)
    }

    async fn users(&mut self) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{USER} order by account")))
            .fetch_all(&mut *self.0)
            .await
            .map_err(store_error)?;
        rows.iter().map(user).collect()
    }

    async fn user(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{USER} where id = $1")))
            .bind(id.0.as_bytes().as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(user).transpose()
    }

    async fn user_of_account(&mut self, account: &str) -> Result<Option<User>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{USER} where account = $1")))
            .bind(account)
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(user).transpose()
    }

    async fn put_user(&mut self, user: &User) -> Result<(), StoreError> {
        sqlx::query(
            "insert into person (id, account, name, organization, grants, disabled) values ($1, $2, $3, $4, $5, $6) \
             on conflict (id) do update set account = $2, name = $3, organization = $4, grants = $5, disabled = $6",
        )
        .bind(user.id.0.as_bytes().as_slice())
        .bind(&user.account)
        .bind(&user.name)
        .bind(user.organization.0.as_bytes().as_slice())
        .bind(json_of(&user.grants))
        .bind(user.disabled)
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn credentials(&mut self, id: UserId) -> Result<Credentials, StoreError> {
        let row = sqlx::query("select password, totp, last_step from person where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_one(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(Credentials {
            password: row.try_get(0).map_err(store_error)?,
            totp: row.try_get(1).map_err(store_error)?,
            last_step: unsigned(row.try_get(2).map_err(store_error)?)?,
        })
    }

    async fn put_credentials(&mut self, id: UserId, credentials: &Credentials) -> Result<(), StoreError> {
        sqlx::query("update person set password = $2, totp = $3, last_step = $4 where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .bind(&credentials.password)
            .bind(&credentials.totp)
            .bind(credentials.last_step.cast_signed())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn account_states(&mut self) -> Result<HashMap<UserId, AccountState>, StoreError> {
        let rows = sqlx::query(
            "select id, failed, locked_until, password is not null, totp is not null, \
             (select max(seen_at) from session where session.person = person.id) from person",
        )
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        let time = |row: &DbRow, column: usize| {
            let at: Option<i64> = row.try_get(column).map_err(store_error)?;
            at.map(moment).transpose()
        };
        let mut states = HashMap::with_capacity(rows.len());
        for row in &rows {
            let state = AccountState {
                lockout: Lockout {
                    failed: row.try_get(1).map_err(store_error)?,
                    until: time(row, 2)?,
                },
                has_password: row.try_get(3).map_err(store_error)?,
                has_totp: row.try_get(4).map_err(store_error)?,
                seen_at: time(row, 5)?,
            };
            states.insert(UserId(id(row, 0)?), state);
        }
        Ok(states)
    }

    async fn lockout(&mut self, id: UserId) -> Result<Lockout, StoreError> {
        let row = sqlx::query("select failed, locked_until from person where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .fetch_one(&mut *self.0)
            .await
            .map_err(store_error)?;
        let until: Option<i64> = row.try_get(1).map_err(store_error)?;
        Ok(Lockout {
            failed: row.try_get(0).map_err(store_error)?,
            until: until.map(moment).transpose()?,
        })
    }

    async fn put_lockout(&mut self, id: UserId, lockout: Lockout) -> Result<(), StoreError> {
        sqlx::query("update person set failed = $2, locked_until = $3 where id = $1")
            .bind(id.0.as_bytes().as_slice())
            .bind(i64::from(lockout.failed))
            .bind(lockout.until.map(micros))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}

fn user(row: &DbRow) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(id(row, 0)?),
        account: row.try_get(1).map_err(store_error)?,
        name: row.try_get(2).map_err(store_error)?,
        organization: OrganizationId(id(row, 3)?),
        grants: json(row, 4)?,
        disabled: row.try_get(5).map_err(store_error)?,
    })
}

fn uuid(bytes: &[u8]) -> Result<Uuid, StoreError> {
    Uuid::from_slice(bytes).map_err(|error| StoreError::Inconsistent(format!("编号：{error}")))
}

const KINDS: [(OrganizationKind, &str); 3] = [
    (OrganizationKind::Office, "office"),
    (OrganizationKind::Area, "area"),
    (OrganizationKind::Unit, "unit"),
];

fn word_of(kind: OrganizationKind) -> &'static str {
    KINDS.iter().find(|one| one.0 == kind).map_or("unit", |one| one.1)
}

fn kind_of(word: &str) -> Result<OrganizationKind, StoreError> {
    let known = KINDS.iter().find(|one| one.1 == word).map(|one| one.0);
    known.ok_or_else(|| StoreError::Inconsistent(format!("单位类别 {word}")))
}
