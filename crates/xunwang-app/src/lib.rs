//! xunwang-app

pub mod registry;
