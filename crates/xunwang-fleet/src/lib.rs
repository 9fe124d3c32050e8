//! xunwang-fleet
