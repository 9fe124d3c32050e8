//! xunwang-extract
