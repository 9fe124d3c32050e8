//! xunwang-domain
