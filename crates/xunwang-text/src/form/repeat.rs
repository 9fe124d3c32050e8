//! `form:repeat`: a character or a word that is written twice.

use super::check::Check;
use super::passage::{Echo, Passage};
use super::slice::is_han;
use crate::Hit;

const BASIS: &str = "form:repeat";

pub(super) static CHECK: Check = Check {
    name: "repeat",
    title: "字词重复",
    document: "\
## 检查什么

多写了一遍的虚词（的的、了了、和和）、常用词（进行进行、以及以及）“进一步”等三字词和四字以上的词语（工作专班工作专班）。

## 为什么

多是录入或改稿时留下的，属最常见的文字差错。

## 怎样认定

单字只看不能叠用的虚词，并排除前后成词的情形（目的的、为了了解、以及及时、派出所所长）；\
常常、妈妈、高高兴兴、人名等叠字从不在检查之列。两字词只看不能叠用的一批常用词，所以“研究研究”不报。\
四字以上的词语紧接着重复的都报，前提是该行是有标点的正文（导航、表格不算）。都为疑似。

## 示例

- 报告：这是我们的的责任。
- 报告：完成了了全年任务。
- 报告：公园和和广场都已开放。
- 报告：对项目进行进行验收。
- 报告：要进一步进一步加强管理，落实责任。
- 不报告：常常、妈妈、高高兴兴、人人、天天、多多益善、谢谢、研究研究、茜茜。
- 不报告：目的的确定，为了了解情况，以及及时报送，派出所所长，存在在线故障，不了了之。
- 报告：成立工作专班工作专班，负责日常工作。
- 不报告：再审申请人申请人民法院鉴定，由工会委员会委员参加，客户对对账单有异议。
- 不报告：市人民政府政府信息公开年报，和和美美，的的确确，委员会会议。
- 不报告：每天一步一步、一件一件地办，内在在于落实，参与与会议有关的工作。
",
    run,
};

/// A function word that is never written twice, the characters before which it ends a word, and after which it begins one.
struct Particle(char, &'static str, &'static str);

const PARTICLES: [Particle; 24] = [
    Particle('的', "目标中端打众鹄之有", "确士卢黎哥话是"),
    Particle('了', "为除完明未末终不罢私直公草", "解如结却断得无事然不望此"),
    Particle(
        '和',
        "共温饱缓调谐总求讲议祥平柔暖亲附唱应随中违搅协融",
        "谐平气睦解美好善约颜局县田林硕龙顺声服政合布阳",
    ),
    Particle(
        '在',
        "存现内所实潜外正还都好自旨健何亦尚重贵意志",
        "于场线职岗建编校读籍押逃任位此意册案乎座家途世野先岸",
    ),
    Particle(
        '是',
        "但可只于若总还就不也都正要凡即倒乃便尤硬仅既或像国应自惟先的更",
        "否非",
    ),
    Particle('与', "参给赠授付相不无予", "会其此否众"),
    Particle('及', "涉普波危顾触提言旁累埃企论来遍推惠以不", "时格其早至第"),
    Particle(
        '对',
        "针面相绝应反核校查比作成配敌派结双答一",
        "于象方策待外内照接比口账帐应手话称流付岸抗换子齐立标准阵峙症",
    ),
    Particle(
        '为',
        "行作成认以因称视变定转列评设改人有名何无较更极颇尤最大即是确分",
        "了何止此民首期由主准人难数",
    ),
    Particle('将', "即必大中上少主健麻行名老武", "来军要近士其于领会"),
    Particle('被', "棉植", "告害申执处征诉罚动检举服保调审监继选盖子"),
    Particle(
        '从',
        "服顺听屈遵盲自随主",
        "事业而此严速快重简轻前来众属政教军医中新零化宽",
    ),
    Particle(
        '向',
        "方取定导倾意动趋走去转内外志单双偏径横纵风指流面一",
        "导往上前来阳好社心日",
    ),
    Particle('或', "抑间甚容", "者许是"),
    Particle('而', "从进因反然继时甚幸故", "且言"),
    Particle('并', "合兼吞归", "且购入轨网行列存非无重"),
    Particle('其', "尤及极何与", "他它中实余间次"),
    Particle('之', "总反随", "间后前一内外上下中"),
    Particle('都', "首成古国京帝旧新建花武丰宜", "市江匀督城会兰安昌"),
    Particle('就', "成造将早迁高屈俯", "业是此近地餐读医诊职任学"),
    Particle('也', "", "许门"),
    Particle('我', "自忘敌", "国省市县区们军院校局行"),
    Particle('这', "", ""),
    Particle('该', "应本活", ""),
];

/// Words of two characters that are never said twice.
const WORDS: [&str; 44] = [
    "进行", "以及", "通过", "根据", "为了", "按照", "我们", "他们", "因此", "但是", "并且", "或者", "由于",
    "关于", "对于", "其中", "已经", "开展", "加强", "推进", "落实", "提高", "同时", "目前", "所有", "全部",
    "可以", "应当", "必须", "需要", "没有", "如果", "进入", "具有", "包括", "对照", "依法", "依据", "积极",
    "切实", "深入", "坚持", "不断", "相关",
];

fn run(passage: &Passage<'_>, hits: &mut Vec<Hit>) {
    for at in &passage.doubles {
        particle(passage, *at, hits);
    }
    for echo in &passage.echoes {
        word(passage, echo, hits);
    }
}

fn particle(passage: &Passage<'_>, at: usize, hits: &mut Vec<Hit>) {
    let Some(sign) = passage.after(at) else { return };
    let Some(Particle(_, ends, begins)) = PARTICLES.iter().find(|particle| particle.0 == sign) else {
        return;
    };
    let (first, end) = (at - sign.len_utf8(), at + sign.len_utf8());
    let (before, after) = (passage.before(first), passage.after(end));
    let legal = before.is_some_and(|before| before == sign || ends.contains(before))
        || after.is_some_and(|after| after == sign || begins.contains(after));
    let quoted = before == Some('“') && after == Some('”');
    let reduplicated =
        after.is_some_and(|after| is_han(after) && passage.after(end + after.len_utf8()) == Some(after));
    // The first and the last character of a line: a name or a cell.
    let inside = before.is_some_and(is_han) || after.is_some_and(is_han);
    if legal || quoted || reduplicated || !inside {
        return;
    }
    let message = format!("“{sign}{sign}”很可能多写了一个“{sign}”，请核对。");
    let mut hit = passage.suspect(BASIS, first..end, 0.75, message);
    hit.right = vec![sign.to_string()];
    hits.push(hit);
}

fn word(passage: &Passage<'_>, echo: &Echo, hits: &mut Vec<Hit>) {
    let text = &passage.text[echo.span.clone()];
    let score = match echo.period {
        2 if WORDS.contains(&text) => 0.75,
        2 => return,
        // 申请人申请人民法院: three characters are two words as often as one.
        3 if ["进一步", "有针对", "为确保", "为加强", "办公室"].contains(&text) => 0.7,
        3 => return,
        _ => 0.8,
    };
    let (before, after) = (
        passage.tail(echo.span.start, 100),
        passage.head(echo.span.end, 100),
    );
    let before = before.rsplit('\n').next().unwrap_or(before);
    let after = after.split('\n').next().unwrap_or(after);
    let line = [before, after].concat();
    let numbers = text.chars().all(super::numeral::is_numeral);
    let first = text.chars().next();
    // 有土地有土地使用权, 高等教育等教育机构, 一个问题一个问题: the copies only look like one.
    if first.is_some_and(|sign| "的等对有在和与为一从向以及或是".contains(sign)) {
        return;
    }
    let cry = text.chars().all(|sign| Some(sign) == first);
    // In menus and tables the same words stand beside each other.
    if !line.contains(['，', '。', '；', ',']) || line.contains('\t') || numbers || cry {
        return;
    }
    let span = echo.span.start - text.len()..echo.span.end;
    let message = format!("“{text}”连着写了两遍，请核对。");
    let mut hit = passage.suspect(BASIS, span, score, message);
    hit.right = vec![text.to_owned()];
    hits.push(hit);
}
