//! Sessions and links that work once.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::Row;
use uuid::Uuid;
use xunwang_domain::login::{IDLE, LinkPurpose, OneTimeLink, SecretDigest, Session, SessionStage};
use xunwang_domain::people::UserId;
use xunwang_ports::{SessionRepo, StoreError};

use super::super::DbRow;
use super::convert::{digest, id, micros, moment};
use super::{DbTx, store_error};

#[async_trait]
impl SessionRepo for DbTx {
    async fn session(&mut self, digest: &SecretDigest) -> Result<Option<Session>, StoreError> {
        let row = sqlx::query(
            "select digest, person, full, csrf, began_at, seen_at, address, agent from session where digest = $1",
        )
        .bind(digest.as_slice())
        .fetch_optional(&mut *self.0)
        .await
        .map_err(store_error)?;
        row.as_ref().map(session).transpose()
    }

    async fn sessions_of(&mut self, user: UserId) -> Result<Vec<Session>, StoreError> {
        let rows = sqlx::query(
            "select digest, person, full, csrf, began_at, seen_at, address, agent from session \
             where person = $1 order by seen_at desc",
        )
        .bind(user.0.as_bytes().as_slice())
        .fetch_all(&mut *self.0)
        .await
        .map_err(store_error)?;
        rows.iter().map(session).collect()
    }

    async fn put_session(&mut self, session: &Session) -> Result<(), StoreError> {
        sqlx::query(
            "insert into session (digest, person, full, csrf, began_at, seen_at, address, agent) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) \
             on conflict (digest) do update set full = $3, csrf = $4, seen_at = $6",
        )
        .bind(session.digest.as_slice())
        .bind(session.user.0.as_bytes().as_slice())
        .bind(session.stage == SessionStage::Full)
        .bind(&session.csrf)
        .bind(micros(session.began_at))
        .bind(micros(session.seen_at))
        .bind(&session.address)
        .bind(&session.agent)
        .execute(&mut *self.0)
        .await
        .map_err(store_error)?;
        Ok(())
    }

    async fn end_session(&mut self, digest: &SecretDigest) -> Result<(), StoreError> {
        sqlx::query("delete from session where digest = $1")
            .bind(digest.as_slice())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn end_sessions(&mut self, user: UserId, but: Option<&SecretDigest>) -> Result<(), StoreError> {
        sqlx::query("delete from session where person = $1 and digest <> $2")
            .bind(user.0.as_bytes().as_slice())
            .bind(but.map_or(&[][..], |digest| digest.as_slice()))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn forget_ended(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query("delete from session where seen_at < $1")
            .bind(micros(before - IDLE))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        sqlx::query("delete from one_time_link where until < $1")
            .bind(micros(before))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn put_link(&mut self, link: &OneTimeLink) -> Result<(), StoreError> {
        let person = match link.purpose {
            LinkPurpose::SetUp => None,
            LinkPurpose::Password(user) => Some(user.0.as_bytes().to_vec()),
        };
        sqlx::query("delete from one_time_link where person is $1")
            .bind(&person)
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        sqlx::query("insert into one_time_link (digest, person, until) values ($1, $2, $3)")
            .bind(link.digest.as_slice())
            .bind(&person)
            .bind(micros(link.until))
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn link(&mut self, digest: &SecretDigest) -> Result<Option<OneTimeLink>, StoreError> {
        let row = sqlx::query("select digest, person, until from one_time_link where digest = $1")
            .bind(digest.as_slice())
            .fetch_optional(&mut *self.0)
            .await
            .map_err(store_error)?;
        row.as_ref().map(link).transpose()
    }

    async fn use_link(&mut self, digest: &SecretDigest) -> Result<(), StoreError> {
        sqlx::query("delete from one_time_link where digest = $1")
            .bind(digest.as_slice())
            .execute(&mut *self.0)
            .await
            .map_err(store_error)?;
        Ok(())
    }
}

fn session(row: &DbRow) -> Result<Session, StoreError> {
    let full: bool = row.try_get(2).map_err(store_error)?;
    Ok(Session {
        digest: digest(row, 0)?,
        user: UserId(id(row, 1)?),
        stage: if full {
            SessionStage::Full
        } else {
            SessionStage::AwaitsCode
        },
        csrf: row.try_get(3).map_err(store_error)?,
        began_at: moment(row.try_get(4).map_err(store_error)?)?,
        seen_at: moment(row.try_get(5).map_err(store_error)?)?,
        address: row.try_get(6).map_err(store_error)?,
        agent: row.try_get(7).map_err(store_error)?,
    })
}

fn link(row: &DbRow) -> Result<OneTimeLink, StoreError> {
    let person: Option<Vec<u8>> = row.try_get(1).map_err(store_error)?;
    let user = person.map(|bytes| Uuid::from_slice(&bytes));
    let user = user.transpose();
    Ok(OneTimeLink {
        digest: digest(row, 0)?,
        purpose: match user.map_err(|error| StoreError::Inconsistent(format!("编号：{error}")))? {
            Some(user) => LinkPurpose::Password(UserId(user)),
            None => LinkPurpose::SetUp,
        },
        until: moment(row.try_get(2).map_err(store_error)?)?,
    })
}
