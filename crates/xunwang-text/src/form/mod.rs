//! Numbers, punctuation and form (数字、标点、格式).
