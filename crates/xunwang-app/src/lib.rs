//! xunwang-app
