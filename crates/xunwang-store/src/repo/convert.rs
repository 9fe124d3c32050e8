//! Columns to values and back.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use uuid::Uuid;
use xunwang_ports::StoreError;

use super::super::DbRow;
use super::store_error;

pub(super) fn id(row: &DbRow, column: usize) -> Result<Uuid, StoreError> {
    let bytes: Vec<u8> = row.try_get(column).map_err(store_error)?;
    Uuid::from_slice(&bytes).map_err(|error| StoreError::Inconsistent(format!("编号：{error}")))
}

pub(super) fn digest(row: &DbRow, column: usize) -> Result<[u8; 32], StoreError> {
    let bytes: Vec<u8> = row.try_get(column).map_err(store_error)?;
    let length = bytes.len();
    bytes
        .try_into()
        .map_err(|_| StoreError::Inconsistent(format!("摘要有{length}字节")))
}

pub(super) fn json<T: DeserializeOwned>(row: &DbRow, column: usize) -> Result<T, StoreError> {
    let text: String = row.try_get(column).map_err(store_error)?;
    serde_json::from_str(&text).map_err(|error| StoreError::Inconsistent(error.to_string()))
}

pub(super) fn json_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain values serialize")
}

pub(super) fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

pub(super) fn moment(micros: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| StoreError::Inconsistent(format!("时间 {micros}")))
}

pub(super) fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Inconsistent(format!("负数 {number}")))
}
