//! Lexicons (词库): versioned entries of wrong and right forms, and the one pass that finds them.
