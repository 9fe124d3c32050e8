//! Registers as offices send them, read; and wrong ones, refused row by row.

use expect_test::{Expect, expect};
use xunwang_domain::registry::{ChannelKind, SiteCategory, SiteStatus};

use super::{RegisterErrors, RegisterImport, read_exceptions, read_register};

const HEADER: &str = "网站标识码,网站名称,首页网址,地区或部门,主管单位,主办单位,网站类别,运行状态,对外服务";

fn read(text: &str) -> Result<RegisterImport, RegisterErrors> {
    read_register("台账.csv", text.as_bytes(), None)
}

fn refuses(text: &str, expected: Expect) {
    expected.assert_eq(&read(text).expect_err("the register was accepted").to_string());
}

#[test]
fn a_register_is_read_with_its_columns_in_any_order_and_unknown_ones_beside() {
    let register = read(
        "运行状态,备注, 首页网址 ,网站标识码,地区或部门,网站名称,网站类别,对外服务,主办单位,主管单位\n\
         正常运行,x,http://www.qc.example,9901000001,青川市,青川市人民政府,门户网站,是,青川市人民政府办公室,示例省人民政府办公厅\n\
         关停,y,https://jt.example/,bm99000002,交通运输厅,示例省交通运输厅,部门网站,否,,\n",
    )
    .unwrap();
    assert_eq!(register.notes, Vec::<String>::new());
    let [city, department] = &register.sites[..] else {
        panic!("two sites")
    };
    assert_eq!(city.code.as_str(), "9901000001");
    assert_eq!(city.name, "青川市人民政府");
    assert_eq!(city.home.as_str(), "http://www.qc.example/");
    assert_eq!(city.area, "青川市");
    assert_eq!(city.supervisor, "示例省人民政府办公厅");
    assert_eq!(city.sponsor, "青川市人民政府办公室");
    assert_eq!(city.category, SiteCategory::Portal);
    assert_eq!(city.status, SiteStatus::Running);
    assert!(city.public_service);
    assert_eq!(department.code.as_str(), "BM99000002");
    assert_eq!(department.status, SiteStatus::Retired);
    assert_eq!(department.category, SiteCategory::Department);
    assert!(!department.public_service);
}

#[test]
fn what_is_not_said_has_a_default_and_is_noted_where_it_was_guessed() {
    let register = read("标识码,网站名称,网址,所属地区\n9901000001,甲,www.a.example,青川市\n").unwrap();
    let site = &register.sites[0];
    assert_eq!(site.home.as_str(), "http://www.a.example/");
    assert_eq!(
        (site.category, site.status, site.public_service),
        (SiteCategory::Other, SiteStatus::Running, true)
    );
    assert_eq!(
        register.notes,
        ["有1行的首页网址没有写 http:// 或 https://，已按 http:// 读取：第2行"]
    );
}

#[test]
fn every_wrong_row_is_named_with_field_and_cure() {
    refuses(
        &format!(
            "{HEADER}\n\
             9901000001,甲,http://a.example,青川市,,,,,\n\
             44010000,乙,http://b.example,青川市,,,,,\n\
             \n\
             ,丙,不是网址,青川市,,,政府网站,运行中,有\n\
             9901000001,丁,http://d.example,,,,,,\n\
             99X1000001,戊,ftp://e.example,云岭市,,,,,\n\
             4.401E+09,己,http://f.example,云岭市,,,,,\n\
             9901000009,庚,http://g.example,云岭市,,,,,,多出\n"
        ),
        expect![[r#"
            第3行“网站标识码”：应为10位，现为8位；请按全国政府网站信息报送系统中的标识码填写。
            第5行“网站标识码”：没有填写；请按全国政府网站信息报送系统中的标识码填写。
            第5行“首页网址”：“不是网址”不是可用的网址；请核对域名后重新填写。
            第5行“网站类别”：“政府网站”不在可选范围内；应为：门户网站、部门网站、其他。
            第5行“运行状态”：“运行中”不在可选范围内；应为：开设中、正常运行、临时下线、关停、注销。
            第5行“对外服务”：“有”不在可选范围内；应为：是、否。
            第6行“地区或部门”：没有填写；请补填。
            第6行“网站标识码”：“9901000001”与第2行重复；每个网站只能有一行，请删去或改正其中一行。
            第7行“网站标识码”：“99X1000001”不是已知的形式（10位数字，或 bm、BT 加8位数字，或2位数字加 BM 加6位数字）；请按全国政府网站信息报送系统中的标识码填写。
            第7行“首页网址”：“ftp://e.example”不是网页地址；应以 http:// 或 https:// 开头。
            第8行“网站标识码”：“4.401E+09”是科学计数法，原来的数字已丢失；请把该列设为文本格式后重新填写。
            第9行：本行有10格，比表头的9列多；内容中若有逗号，请用英文双引号把该格括起来。
            名录共有12处错误，没有写入任何内容；请改正后重新导入。"#]],
    );
}

#[test]
fn a_missing_column_is_named() {
    refuses(
        "网站名称,网址,网址\n甲,http://a.example,x\n",
        expect![[r#"
            第1行“网址”：这个列名出现了两次（B列和C列）；请只保留一列。
            第1行：表头缺少必需的列：网站标识码、地区或部门；完整的列名是：网站标识码、网站名称、首页网址、地区或部门、主管单位、主办单位、网站类别、运行状态、对外服务。
            名录共有2处错误，没有写入任何内容；请改正后重新导入。"#]],
    );
    refuses(
        &format!("{HEADER}\n\n"),
        expect![[r#"
            表头下面没有任何网站；请确认选对了文件和工作表。
            名录共有1处错误，没有写入任何内容；请改正后重新导入。"#]],
    );
}

#[test]
fn an_exception_list_is_read_and_every_wrong_row_is_named() {
    let sites = read("网站标识码,网站名称,首页网址,地区或部门\n9901000001,甲,http://a.example/,青川市\n")
        .unwrap()
        .sites;
    let list = |rows: &str| {
        let text = format!("网站标识码,规则,对象,理由,截止日期,批准人\n{rows}");
        read_exceptions("例外清单.csv", text.as_bytes(), &sites)
    };
    let read = list(
        "9901000001,channel-stale,工作动态,机构改革,2026-12-31,张某\n\
         9901000001,空白栏目,/zt/,活动未开始,2026年9月30日,张某\n\
         全部,LINK-DEAD,https://old.example/a/*,旧站归档,20270101,张某\n\
         全部,“我为政府网站找错”入口有误,,统一改造,2026/10/1,张某\n\
         全部,wording-irregular,“北塘人民”,公园名称,2026-12-31,张某\n\
         9901000001,错别字,\"\"\"北塘 人民\"\"\",公园名称,2026-12-31,张某\n",
    )
    .unwrap();
    let told: Vec<String> = read
        .exceptions
        .iter()
        .map(|one| {
            let code = one.site_code.as_ref().map_or("全部", |code| code.as_str());
            format!(
                "{} {code} {} [{}] {}",
                one.row,
                one.rule,
                one.object.label(),
                one.until
            )
        })
        .collect();
    expect![[r#"
        2 9901000001 channel-stale [工作动态] 2026-12-31
        3 9901000001 channel-blank [http://a.example/zt/] 2026-09-30
        4 全部 link-dead [https://old.example/a/*] 2027-01-01
        5 全部 report-entry-wrong [] 2026-10-01
        6 全部 wording-irregular [“北塘人民”] 2026-12-31
        7 9901000001 typo [“北塘 人民”] 2026-12-31"#]]
    .assert_eq(&told.join("\n"));
    let wrong = list(
        "9901000002,stale,工作动态,,长期,\n\
         9901000001,link-dead,http://,对方停机,2026-13-01,张某\n\
         全部,link-dead,/a/,对方停机,2026-12-01,张某\n\
         9901000001,image-dead,,改版,2026-12-01,张某\n\
         9901000001,图片失效,,改版,2027-12-01,张某\n\
         全部,link-dead,“旧站”,改版,2027-12-01,张某\n\
         全部,privacy-leak,“350102191003070038”,公示,2027-12-01,张某\n\
         全部,reprint-incomplete,“第十二条”,摘登,2027-12-01,张某\n\
         全部,typo,“塘”,地名,2027-12-01,张某\n",
    )
    .unwrap_err();
    expect![[r#"
        “例外清单”表第2行“网站标识码”：“9901000002”不在名录中；请核对标识码，适用于全部网站的填“全部”。
        “例外清单”表第2行“规则”：没有规则“stale”；应为规则编号或规则名称，如 channel-stale 或“栏目更新不及时”，全部规则见规则说明书。
        “例外清单”表第2行“理由”：没有填写；请补填。
        “例外清单”表第2行“截止日期”：“长期”不是日期；应为日期，如 2026-12-31；例外必须有截止日期，到期仍需要的再延长。
        “例外清单”表第2行“批准人”：没有填写；请补填。
        “例外清单”表第3行“对象”：“http://”不是可用的网址；请核对域名后重新填写。
        “例外清单”表第3行“截止日期”：“2026-13-01”不是日期；应为日期，如 2026-12-31；例外必须有截止日期，到期仍需要的再延长。
        “例外清单”表第4行“对象”：适用于全部网站的网址应写全，以 http:// 或 https:// 开头。
        “例外清单”表第6行“对象”：与第5行是同一网站、同一规则的同一对象；请只保留一行，延期的改截止日期。
        “例外清单”表第7行“对象”：引号中的词语只用于检查文字的规则（misstatement-severe、wording-irregular、typo、form-irregular、text-injected），link-dead 不是；请改填网址，或不加引号的栏目名称。
        “例外清单”表第8行“对象”：个人信息不能按词语例外（那样须把它写进清单）；请改填所在网页的网址。
        “例外清单”表第9行“对象”：引号中的词语只用于检查文字的规则（misstatement-severe、wording-irregular、typo、form-irregular、text-injected），reprint-incomplete 不是；请改填网址，或不加引号的栏目名称。
        “例外清单”表第10行“对象”：引号中的词语有1个字，应为2至40个；请写含有该表述的词语。
        名录共有13处错误，没有写入任何内容；请改正后重新导入。"#]].assert_eq(&wrong.to_string());
}

#[test]
fn all_errors_are_counted_and_the_first_are_printed() {
    let rows: String = (0..1_200)
        .map(|n| format!("{n},甲,http://a.example,青川市\n"))
        .collect();
    let errors = read(&format!("网站标识码,网站名称,首页网址,地区或部门\n{rows}")).unwrap_err();
    assert_eq!(errors.total, 1_200);
    let printed = errors.to_string();
    assert_eq!(printed.lines().count(), 52);
    assert!(printed.contains("共有1200处错误"));
}

#[test]
fn declared_channels_are_hung_on_their_sites() {
    let sites = format!("{HEADER}\n9901000001,甲,https://a.example/zw/,青川市,,,,,\n");
    let channels = "网站标识码,栏目名称,栏目网址,栏目类别,更新期限（天）\n\
                    9901000001,要闻,/xw/,动态要闻,\n\
                    9901000001,公告,a.example/gg/,通知公告,30天\n";
    let register = read_register(
        "台账.csv",
        sites.as_bytes(),
        Some(("栏目.csv", channels.as_bytes())),
    )
    .unwrap();
    let [news, notice] = &register.sites[0].channels[..] else {
        panic!("two channels")
    };
    assert_eq!(news.url.as_str(), "https://a.example/xw/");
    assert_eq!((news.kind, news.term_days), (ChannelKind::News, None));
    assert_eq!(notice.name, "公告");
    assert_eq!((notice.kind, notice.term_days), (ChannelKind::Notice, Some(30)));
}

#[test]
fn wrong_channels_are_named_together_with_wrong_sites() {
    let sites = format!(
        "{HEADER}\n9901000001,甲,http://a.example,青川市,,,,,\n9901000002,,http://b.example,青川市,,,,,\n"
    );
    let channels = "网站标识码,栏目名称,栏目网址,栏目类别,更新期限(天)\n\
                    9901000003,要闻,http://c.example/xw/,动态要闻,\n\
                    9901000002,要闻,http://b.example/xw/,动态要闻,\n\
                    9901000001,,http://a.example/xw/,新闻,两周\n\
                    9901000001,公告,http://a.example/xw/,,0\n";
    let errors = read_register(
        "台账.csv",
        sites.as_bytes(),
        Some(("栏目.csv", channels.as_bytes())),
    )
    .unwrap_err();
    expect![[r#"
        第3行“网站名称”：没有填写；请补填。
        “栏目”表第2行“网站标识码”：“9901000003”不在名录中；请核对标识码，或先在名录中登记该网站。
        “栏目”表第4行“栏目名称”：没有填写；请补填。
        “栏目”表第4行“栏目类别”：“新闻”不在可选范围内；应为：动态要闻、通知公告、政策文件、人事规划、政策解读、互动、其他。
        “栏目”表第4行“更新期限(天)”：“两周”不是天数；应为1到3660的整数，没有专门期限的留空。
        “栏目”表第5行“栏目类别”：没有填写；应为：动态要闻、通知公告、政策文件、人事规划、政策解读、互动、其他。
        “栏目”表第5行“更新期限(天)”：“0”不是天数；应为1到3660的整数，没有专门期限的留空。
        “栏目”表第5行“栏目网址”：与第4行是同一网站的同一栏目；请删去其中一行。
        名录共有8处错误，没有写入任何内容；请改正后重新导入。"#]]
    .assert_eq(&errors.to_string());
}

#[test]
fn a_workbook_with_title_row_numbers_and_a_channel_sheet_is_read() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let cover = workbook.add_worksheet().set_name("填报说明").unwrap();
    cover.write(0, 0, "请如实填写").unwrap();
    let main = workbook.add_worksheet().set_name("名录").unwrap();
    let plain = rust_xlsxwriter::Format::new();
    main.merge_range(0, 0, 0, 3, "示例省政府网站名录", &plain)
        .unwrap();
    for (column, name) in ["网站标识码（必填）", "网站名称", "首页网址", "地区或部门"]
        .iter()
        .enumerate()
    {
        main.write(1, column as u16, *name).unwrap();
    }
    main.write(2, 0, 9_901_000_001_u64).unwrap();
    main.write(2, 1, "甲").unwrap();
    main.write_url(2, 2, "http://a.example/").unwrap();
    main.merge_range(2, 3, 3, 3, "青川市", &plain).unwrap();
    main.write(3, 0, "bm99000002").unwrap();
    main.write(3, 1, "=乙").unwrap();
    main.write(3, 2, "http://b.example/").unwrap();
    let channels = workbook.add_worksheet().set_name("栏目").unwrap();
    for (column, name) in ["网站标识码", "栏目名称", "栏目网址", "栏目类别", "更新期限(天)"]
        .iter()
        .enumerate()
    {
        channels.write(0, column as u16, *name).unwrap();
    }
    channels.write(1, 0, 9_901_000_001_u64).unwrap();
    channels.write(1, 1, "要闻").unwrap();
    channels.write(1, 2, "/xw/").unwrap();
    channels.write(1, 3, "动态要闻").unwrap();
    channels.write(1, 4, 14).unwrap();
    let exceptions = workbook.add_worksheet().set_name("例外清单").unwrap();
    for (column, (name, cell)) in [
        ("网站标识码", "9901000001"),
        ("规则名称", "空白栏目"),
        ("对象", "要闻"),
        ("理由", "改版"),
        ("批准人", "张某"),
    ]
    .iter()
    .enumerate()
    {
        exceptions.write(0, column as u16, *name).unwrap();
        exceptions.write(1, column as u16, *cell).unwrap();
    }
    exceptions.write(0, 5, "截止日期").unwrap();
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 12, 31).unwrap();
    let date_form = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    exceptions.write_with_format(1, 5, &day, &date_form).unwrap();
    let register = read_register("台账.xlsx", &workbook.save_to_buffer().unwrap(), None).unwrap();
    let [exception] = &register.exceptions[..] else {
        panic!("one exception")
    };
    assert_eq!((exception.row, exception.rule.as_str()), (2, "channel-blank"));
    assert_eq!(exception.until.to_string(), "2026-12-31");
    assert_eq!(register.sites[0].code.as_str(), "9901000001");
    assert_eq!(register.sites[1].area, "青川市");
    assert_eq!(register.sites[1].name, "=乙");
    assert_eq!(register.sites[0].channels[0].term_days, Some(14));
    assert_eq!(register.notes, ["只读取了工作表“名录”；没有读取：“填报说明”"]);
}

#[test]
fn a_code_that_lost_its_leading_zero_says_so() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let main = workbook.add_worksheet();
    for (column, name) in ["网站标识码", "网站名称", "首页网址", "地区或部门"]
        .iter()
        .enumerate()
    {
        main.write(0, column as u16, *name).unwrap();
        main.write(1, column as u16, "http://a.example/").unwrap();
    }
    main.write(1, 0, 401_000_001_u64).unwrap();
    let errors = read_register("台账.xlsx", &workbook.save_to_buffer().unwrap(), None).unwrap_err();
    assert!(
        errors
            .to_string()
            .contains("第2行“网站标识码”：应为10位，现为9位；这一格按数字存放，开头的0可能已丢失")
    );
}

#[test]
fn ten_thousand_rows_in_gb18030_are_read() {
    let rows: String = (0..10_000)
        .map(|n| {
            format!("99{n:08},第{n}号网站,http://s{n}.example/,青川市,示例省,示例单位,其他,正常运行,是\r\n")
        })
        .collect();
    let text = format!("{HEADER}\r\n{rows}");
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let register = read_register("台账.csv", &bytes, None).unwrap();
    assert_eq!(register.sites.len(), 10_000);
    assert_eq!(register.sites[9_999].name, "第9999号网站");
    assert_eq!(register.notes, ["文件按 GB18030 编码读取"]);
}

#[test]
fn the_samples_of_the_documents_are_good() {
    let sample = include_str!("../../../../docs/register-sample.csv");
    let register = read(sample).unwrap();
    assert_eq!(register.sites.len(), 5);
    assert_eq!(register.notes, Vec::<String>::new());
    let exceptions = include_bytes!("../../../../docs/exceptions-sample.csv");
    let read = read_exceptions("例外清单.csv", exceptions, &register.sites).unwrap();
    assert_eq!(read.exceptions.len(), 4);
}

const MEDIA_HEADER: &str =
    "账号编号,账号名称,平台,平台ID,平台账号,认证主体,主办单位,主管单位,地区或部门,开设日期,状态,注销凭证";

fn read_media(rows: &str) -> Result<super::MediaImport, RegisterErrors> {
    super::read_media_accounts("账号.csv", format!("{MEDIA_HEADER}\n{rows}").as_bytes())
}

#[test]
fn a_register_of_accounts_is_read_and_a_removal_without_proof_is_none() {
    let read = read_media(
        "A1,江口发布,微信公众号（订阅号）,gh_0001,jkfb,江口市人民政府办公室,江口市人民政府办公室,,江口市,2019年3月1日,正常,\n\
         A2,江口教育,微博,,jkjy,,江口市教育局,,江口市,,已注销,\n\
         A3,江口水利,抖音号,,,,江口市水利局,,江口市,2020/5/6,注销,平台通知20260301号\n\
         A4,江口政务,企鹅号,gh_0001,,,江口市人民政府办公室,,江口市,,,\n",
    )
    .unwrap();
    let told: Vec<_> = read
        .rows
        .iter()
        .map(|row| {
            let one = &row.account;
            let opened = one.opened_on.map(|day| day.to_string()).unwrap_or_default();
            (one.platform.label().to_owned(), one.status.label(), opened)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("微信订阅号".to_owned(), "正常运行", "2019-03-01".to_owned()),
            ("新浪微博".to_owned(), "关停", String::new()),
            ("抖音".to_owned(), "注销", "2020-05-06".to_owned()),
            ("企鹅号".to_owned(), "正常运行", String::new()),
        ]
    );
    assert_eq!(
        read.notes,
        [
            "第3行“江口教育”写为注销，但没有注销凭证：按“关停”登记，平台确已注销的，补填凭证或办理注销",
            "平台清单里没有的平台，按所写名称登记：企鹅号；如系笔误请改正",
        ]
    );
    assert_eq!(read.absent, ["账号链接", "同平台多号理由", "同平台多号期限"]);
}

#[test]
fn every_wrong_row_of_accounts_is_named_with_field_and_cure() {
    let refused = read_media(
        "A1,江口发布,微信公众号,gh_0001,,,甲,,江口市,,,\n\
         A1,江口发布,微信公众号,gh_0002,,,甲,,江口市,,,\n\
         A/3,,,1.2E+18,,,甲,,,昨天,运转,\n",
    )
    .unwrap_err();
    expect![[r#"
        第3行“账号编号”：“A1”与第2行重复；每个账号只能有一行，请删去或改正其中一行。
        第4行“账号编号”：只能用文字、数字和 - _ .；请改正。
        第4行“账号名称”：没有填写；请补填。
        第4行“平台”：没有填写；请补填。
        第4行“平台ID”：“1.2E+18”按数字存放，末尾几位可能已丢失；请把该列设为文本格式后重新填写。
        第4行“地区或部门”：没有填写；请补填。
        第4行“开设日期”：“昨天”不是日期；请写成 2023-07-31 的样子。
        第4行“状态”：“运转”不在可选范围内；应为：开设中、正常运行、关停、注销。
        新媒体台账共有8处错误，没有写入任何内容；请改正后重新导入。"#]]
    .assert_eq(&refused.to_string());
    let empty = read_media("").unwrap_err();
    assert!(empty.to_string().contains("没有任何账号"), "{empty}");
}
