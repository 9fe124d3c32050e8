//! Typing errors beyond the lexicon (错别字): candidates that sound or look alike, scored in context.
