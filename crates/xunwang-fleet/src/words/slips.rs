//! Sentences with a mistake in them, by the rule that must find it, and sentences that only look so (文字缺陷与诱饵). The
//! mistakes are those that circulars and citizens name; none is taken from a list of the program's.

/// Rule, kind, sentences: of each site one of them.
pub(crate) const SLIPS: [(&str, &str, &[&str]); 6] = [
    (
        "misstatement-severe",
        "misspelt-name",
        &[
            "会议强调，要深刻认识中华人民共合国成立以来取得的伟大成就。",
            "全体代表依法出席了市第八届人民代表大人第三次会议。",
            "中国入民的生活水平不断提高。",
            "清明节前夕，各单位干部职工到烈土陵园祭扫。",
            "要认真学习贯彻党的十九的大精神，抓好任务落实。",
            "按照国物院有关文件要求，做好本年度工作。",
            "中华人民共\u{200b}合国宪法宣传周启动。",
            "会前全体起立，高唱中华人民共国国歌。",
        ],
    ),
    (
        "wording-irregular",
        "irregular-wording",
        &[
            "活动邀请来自两岸三地的企业代表参加。",
            "社区为残废儿童提供康复服务。",
            "香港政府有关部门派员参加交流。",
            "为维族群众办理业务提供双语服务。",
            "活动面向国内及港澳台企业征集作品。",
        ],
    ),
    (
        "typo",
        "wrong-character",
        &[
            "会议对下一阶段工作作出全面布署。",
            "请使用统一的用户名登陆系统后填写申报表。",
            "展馆开放以来，观众穿流不息。",
            "全体干部职工一如继往做好服务。",
            "财政部门已将补助资金拔款到位。",
            "施工单位正在按装照明设备。",
        ],
    ),
    (
        "text-injected",
        "hidden-spam",
        &[
            "澳门新葡京娱乐 注册送彩金",
            "真人百家乐 网上投注平台",
            "香港六合彩开奖 一肖中特 内部资料",
            "开元棋牌 真钱棋牌 在线下载",
        ],
    ),
    (
        "form-irregular",
        "broken-form",
        &[
            "会议定于2月30日上午召开，请各单位按时参加。",
            "本次征集共受理建议8件，其中已办结12件。",
            "欢迎{{user.name}}访问本专栏。",
            "各单位要认真做好好好落实工作，联系人：undefined。",
            "据统计，全年共立案10件，其中行政案件6件、治安案件7件。",
        ],
    ),
    ("privacy-leak", "personal-data", &[]),
];

/// Sentences of which none may be reported.
pub(crate) const TEMPTING: [(&str, &str); 14] = [
    (
        "office-phone",
        "咨询电话：0999-8000123，传真：0999-8000124（工作日）。",
    ),
    ("duty-mobile", "值班电话：13900005678；监督举报电话：12345。"),
    (
        "contact-of-an-office",
        "联系人：李明华（市行政服务中心窗口），联系电话：13800001234。",
    ),
    (
        "masked-number",
        "拟补助对象：周某某，身份证号：350102********1234，手机号：138****1234。",
    ),
    (
        "credit-code",
        "示例建设有限公司，统一社会信用代码：91350100M000100Y43，注册资金500万元。",
    ),
    (
        "document-number",
        "批复文号：2026350102190012345，项目编号：350102199001011234567。",
    ),
    (
        "company-account",
        "保证金缴纳账户：示例市公共资源交易中心，开户行：示例银行城东支行，账号：6013820800123456789。",
    ),
    (
        "right-name",
        "中华人民共和国国务院令第711号公布的条例自5月15日起施行。",
    ),
    (
        "right-slogan",
        "认真学习贯彻党的二十大精神，坚持和完善人民代表大会制度。",
    ),
    (
        "words-across-a-border",
        "在英烈土地上开展红色研学，参观人民英雄纪念碑。",
    ),
    (
        "quoted-mistake",
        "请勿把“中华人民共和国”错写成“中华人民共合国”，也不要把“部署”误写为“布署”。",
    ),
    (
        "news-about-crime",
        "警方打击网络赌博犯罪，破获一起以真人百家乐为名的诈骗案件，提醒群众提高警惕。",
    ),
    (
        "names-of-people",
        "拟录用人员：林清和、周若溪、孙和平、吴建国（排名不分先后）。",
    ),
    ("regions", "活动面向香港、澳门特别行政区和台湾地区青年。"),
];
