//! xunwang-sheet
