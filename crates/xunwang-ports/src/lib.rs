//! xunwang-ports
