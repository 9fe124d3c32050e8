//! Names, posts and bodies (姓名、职务、机构), decided by the date of the article.
