//! xunwang-store
