//! Sources against local servers that speak the platforms' documented protocols: question in, look out.

mod feed;
mod server;
mod wechat;
mod wechat_article;
mod weibo;
mod weibo_page;
