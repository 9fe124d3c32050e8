//! Special topics (专题): old pages in the site's frame that look like channels and have no term.

/// Name and path label of the topics; a site takes one or two.
pub(super) const TOPICS: [(&str, &str); 6] = [
    ("优化营商环境专题", "ztzl/yshj"),
    ("森林防火宣传专题", "ztzl/slfh"),
    ("安全生产月最新动态", "ztzl/aqsc"),
    ("人口普查专题", "ztzl/rkpc"),
    ("消费维权宣传要闻", "ztzl/xfwq"),
    ("文明城市创建专题", "ztzl/wmcs"),
];
