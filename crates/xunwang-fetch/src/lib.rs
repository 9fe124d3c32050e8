//! xunwang-fetch
