//! xunwang-report
