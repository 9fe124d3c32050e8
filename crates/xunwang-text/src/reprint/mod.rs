//! Reprints (转载): a local article aligned with its source, and what is missing.
