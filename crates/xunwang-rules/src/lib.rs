//! xunwang-rules
