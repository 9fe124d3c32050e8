//! The figures of other published circulars (reference circulars.md §1–§3) go through without a change of code.
//!
//! `fixtures/circulars/*.json` are FACTS.json with the published numbers; areas, objects and the share of each area are
//! fictional, since the attachments were published as pictures. Here stand the sentences that follow from them.

#[expect(dead_code, reason = "each test binary uses a part of the common module")]
mod common;

use std::path::Path;

use common::confirmed;
use xunwang_domain::circular::CircularFacts;
use xunwang_report::document::Edition;
use xunwang_report::render;
use xunwang_report::verify::{Files, verify};

/// File, and what the circular must say; `!` before what it must not.
const CIRCULARS: &[(&str, &[&str])] = &[
    (
        "guangdong-2020q1",
        &[
            "在运行的590家政府网站进行了全覆盖检查，总体合格率为97.3%",
            "等15个地级以上市合格率均达100%",
            "2999个政务新媒体进行了检查",
            "总体合格率达99.3%",
            "!找错”留言",
        ],
    ),
    (
        "guangdong-2022q4",
        &[
            "547家政府网站进行了全覆盖检查，总体合格率为98.9%",
            "16个地级以上市",
            "10月1日至12月22日，全省共收到网民反馈的“我为政府网站找错”留言798条，均已按期办理，办结率达100%",
            "元旦、春节期间",
            "!政务新媒体进行了检查",
            "!附件3",
        ],
    ),
    (
        "guangdong-2024q2",
        &[
            "515家政府网站进行了全覆盖检查，总体合格率为98.83%",
            "16个地级以上市合格率均达100%",
            "留言780条",
            "3040个政务新媒体",
            "并于7月31日前将整改情况报送",
            "!等16个",
        ],
    ),
    (
        "guangdong-2024q3",
        &[
            "511家",
            "总体合格率为99.22%",
            "18个地级以上市合格率均达100%",
            "留言436条",
            "2881个",
            "99.79%",
        ],
    ),
    (
        "guangdong-2025q1",
        &[
            "510家",
            "99.22%",
            "除埔东、嵛西、𬇕湾外，其余18个",
            "361条",
            "2821个",
            "99.72%",
        ],
    ),
    (
        "guangdong-2025q2",
        &[
            "510家",
            "99.80%",
            "其余20个地级以上市",
            "397条",
            "2705个",
            "99.89%",
        ],
    ),
    (
        "hainan-2023q3",
        &[
            "122家",
            "96.7%",
            "1061个政务新媒体中的173个进行了检查（检查比例为16.3%，其余888个",
            "总体合格率达92.5%",
            "对2023年第二季度通报的16个存在突出问题的对象进行了复查，已完成整改10个，仍有6个未完成整改",
        ],
    ),
    (
        "hainan-2025q2",
        &[
            "122家",
            "92.62%",
            "969个政务新媒体中的266个进行了检查（检查比例为27.45%",
            "97.37%",
            "仍有2个未完成整改",
        ],
    ),
    (
        "hainan-2021q2",
        &[
            "115家",
            "94.8%",
            "837个政务新媒体中的251个",
            "检查比例为30.0%",
            "多数政务新媒体",
            "总体合格率达86.5%",
            "未按要求备案的政务新媒体64个",
        ],
    ),
    (
        "guizhou-2023q3",
        &[
            "434家政府网站进行了全覆盖检查，总体合格率为100%，全省9个地级以上市合格率均达100%",
            "整改提示单659份，已完成整改653份，整改率为99.1%",
            "!政务新媒体进行了检查",
        ],
    ),
    (
        "guizhou-2025q2",
        &[
            "组织开展了2025年第二季度政务新媒体检查工作",
            "2025年第二季度，省政府办公厅对全省正常运行的1413个政务新媒体中的471个进行了检查",
            "总体合格率达90.87%。其中，微信公众号合格率为95.57%，抖音为90.91%，新浪微博为92.13%，今日头条为69.81%，其他为93.75%。",
            "附件1\n各地、各部门政务新媒体检查情况",
            "!家政府网站",
            "!附件3",
        ],
    ),
    (
        "fujian-2021q2",
        &[
            "443家政府网站进行了全覆盖检查，总体合格率为100%",
            "2833个",
            "99.93%",
            "出现严重表述错误",
            "部分网站未严格落实信息发布“三审三校”制度",
        ],
    ),
    (
        "qinghai-2020q3",
        &[
            "134家政府网站进行了全覆盖检查，总体合格率为94.0%",
            "381个",
            "83.5%",
            "!94.3%",
        ],
    ),
    (
        "gansu-2021q2",
        &[
            "4935个政务新媒体中的591个进行了检查（检查比例为11.98%",
            "95.77%",
            "!家政府网站",
        ],
    ),
    (
        "jiangxi-2021q4",
        &[
            "531家",
            "97.93%",
            "3454个政务新媒体中的1944个",
            "56.28%",
            "98.30%",
            "序号｜地区（部门）｜正常运行数｜检查数｜检查比例｜不合格数｜合格率",
        ],
    ),
    (
        "jiangsu-2017q3",
        &[
            "在运行的908家政府网站中的277家进行了抽查，抽查比例为30.5%，总体合格率为94.2%",
            "留言265条",
            "序号｜地区（部门）｜在运行数｜检查数｜未检查数｜",
            "!未能检测",
        ],
    ),
    (
        "anhui-2023q3",
        &[
            "840家政府网站进行了全覆盖检查，总体合格率为100%，全省16个",
            "3316个政务新媒体中的1658个",
            "检查比例为50.00%",
            "99.70%",
        ],
    ),
    (
        "zhaoqing-2022q1",
        &[
            "市政府办公室对全市在运行的12家政府网站进行了全覆盖检查，总体合格率为91.67%",
            "112个",
            "99.11%",
            "留言3条",
            "各县（市、区）人民政府，市政府各部门、各直属机构：",
        ],
    ),
    (
        "shangqiu-2020q4",
        &[
            "149家政府网站进行了全覆盖检查，总体合格率为80.5%",
            "青川县、云岭县2个县（市、区）合格率均达100%",
            "!政务新媒体进行了检查",
        ],
    ),
];

fn facts_of(name: &str) -> CircularFacts {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/circulars/{name}.json"));
    CircularFacts::from_json(&std::fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn published_figures_come_out_as_they_were_published() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/circulars");
    assert_eq!(
        std::fs::read_dir(folder).unwrap().count(),
        CIRCULARS.len(),
        "every file stands in the table"
    );
    for (name, sentences) in CIRCULARS {
        let document = confirmed(&facts_of(name));
        let text = document.plain_text();
        for sentence in *sentences {
            match sentence.strip_prefix('!') {
                Some(wrong) => assert!(!text.contains(wrong), "{name}: {wrong}\n{text}"),
                None => assert!(text.contains(sentence), "{name}: {sentence}\n{text}"),
            }
        }
        for wrong in ["，，", "。。", "，。", "；。", "：。", "另有0家", "如。", "、、"] {
            assert!(!text.contains(wrong), "{name}: {wrong}\n{text}");
        }
    }
}

#[test]
fn all_their_files_agree_with_their_facts() {
    for (name, _) in CIRCULARS {
        let facts = facts_of(name);
        let document = confirmed(&facts);
        let (html, docx) = (render::html(&document).unwrap(), render::docx(&document).unwrap());
        let (xlsx, pdf) = (render::xlsx(&document).unwrap(), render::pdf(&document).unwrap());
        let files = Files {
            html: &html,
            docx: &docx,
            xlsx: &xlsx,
            pdf: &pdf,
        };
        assert_eq!(verify(&facts, Edition::Confirmed, files), [], "{name}");
        assert!(render::missing_characters(&document).is_empty(), "{name}");
    }
}
