//! Inputs from real ones: pieces cut, moved, repeated, disguised, exchanged for what readers stumble over.

use arbitrary::{Result, Unstructured};

use super::repack::{members, package, pdf};
use super::targets::{PARTING, Shape};

/// No input is longer, in bytes, but for a few that repeat themselves.
const LONGEST: usize = 1 << 20;

/// An input made of one or two of the corpus.
pub(super) fn mutated(shape: Shape, corpus: &[Vec<u8>], u: &mut Unstructured<'_>) -> Vec<u8> {
    let made = make(shape, corpus, u);
    let mut made = made.unwrap_or_default();
    made.truncate(LONGEST);
    made
}

fn make(shape: Shape, corpus: &[Vec<u8>], u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let base = u.choose(corpus)?.clone();
    let other = u.choose(corpus)?.clone();
    Ok(match shape {
        Shape::Text | Shape::Texts => text_of(base, &other, &[SIGNS, PROSE], u)?,
        Shape::Page => {
            let text = text_of(base, &other, &[SIGNS, PROSE, TAGS], u)?;
            if u.ratio(1, 4)? {
                bytes(text, &other, u)?
            } else {
                text
            }
        }
        Shape::Table => {
            let text = text_of(base, &other, &[SIGNS, PROSE, CELLS], u)?;
            if u.ratio(1, 8)? {
                bytes(text, &other, u)?
            } else {
                text
            }
        }
        Shape::Package if u.ratio(3, 4)? => package(&base, u, |part, u| {
            if u.ratio(1, 4)? {
                bytes(part, &other, u)
            } else {
                text_of(part, &[], &[SIGNS, XML, CELLS], u)
            }
        })?,
        Shape::Pdf if u.ratio(3, 4)? => pdf(&base, u, |part, u| {
            if u.ratio(1, 3)? {
                bytes(part, &[], u)
            } else {
                tokens(part, PDF, u)
            }
        })?,
        Shape::Members if u.ratio(3, 4)? => members(&base, u, |part, u| bytes(part, &[], u))?,
        Shape::Compound => overwritten(base, u)?,
        Shape::Package | Shape::Pdf | Shape::Members => bytes(base, &other, u)?,
    })
}

/// Characters that are more, or less, than they seem.
const SIGNS: &[&str] = &[
    "\u{200b}",
    "\u{feff}",
    "\u{ad}",
    "\u{202e}",
    "\u{2028}",
    "\u{85}",
    "\r\n",
    "\r",
    "\n\n",
    "\t",
    "\u{3000}",
    "\0",
    "\u{301}",
    "\u{fe0f}",
    "\u{200d}",
    "𠮷",
    "😀",
    "👨\u{200d}👩\u{200d}👧",
    "\u{e0041}",
    "\u{fffd}",
    "\u{10ffff}",
    "ﷺ",
    "ß",
    "İ",
    "①",
    "Ⅷ",
    "％",
    "．",
    "，",
    "0",
    "９",
    "中",
    "國",
    "\u{2f00}",
    "\u{3164}",
    "\"",
    "\\",
    "/",
    "|",
    "\u{1e}",
];

/// What official prose is made of, right and wrong.
const PROSE: &[&str] = &[
    "2月30日",
    "2023年13月32日",
    "二〇二三年二月三十日",
    "99999999999999999999年",
    "0年0月0日",
    "星期八",
    "（星期日）",
    "第〇条",
    "第一百零",
    "（一）",
    "1.",
    "国发〔2023〕号",
    "国发[2023]5号",
    "〔〕",
    "占0%",
    "12家中有8家，占80%",
    "从100家增至80家",
    "下降-5%",
    "0.000000001%",
    "1e308",
    "万亿亿",
    "99,999,999,999,999,999,999.99万亿元",
    "个百分点",
    "比去年的0万元增长100%",
    "（（（（",
    "》》",
    "《《《",
    "“”“",
    "的的的的的的的的",
    "此处填写",
    "Lorem ipsum",
    "锟斤拷",
    "11010519491231002X",
    "身份证号：11010519491231002X，姓名：王某某",
    "6222020200112233445",
    "138 0013 8000",
    "护照号码 G12345678",
    "住址：青川市",
    "中国入民",
    "中华人民共合国",
    "党十九大",
    "烈土",
    "澳门新葡京",
    "加.微.信",
    "台湾等国家",
    "省长云岭松",
    "云 岭 松",
    "据悉",
    "来源：",
    "【打印】【关闭】",
    "合格率为102%",
    "其中",
    "分别为1、2、3和4",
    "合计",
    "http://www.example.cn/a?b=c&d#e",
    "-",
    "——",
    "……",
    "、、",
    "。。",
];

const TAGS: &[&str] = &[
    "<",
    ">",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<div>",
    "</div>",
    "<p>",
    "</p></p>",
    "<table><tr><td colspan=99999999 rowspan=-1>",
    "</table>",
    "<script>",
    "</script>",
    "<style>",
    "<title>",
    "</title>",
    "<a href=\"",
    "<a href='javascript:void(0)'>",
    "<base href=\"//[::1]\">",
    "<meta charset=gb18030>",
    "<meta http-equiv=Content-Type content=\"text/html; charset=utf-16\">",
    "<meta name=PubDate content=\"2023-99-99\">",
    "&#x10FFFF;",
    "&#0;",
    "&#99999999999;",
    "&amp",
    "&nbsp;",
    "<img src=data:,>",
    "<iframe>",
    "<template>",
    "<select><option>",
    "<svg><foreignObject>",
    "<math>",
    "<li>2023-09-15</li>",
    "<ul><li><a href=a>标题</a><span>09-15</span>",
    "style=\"display:none\"",
    "<plaintext>",
    "<textarea>",
    "</body></html>",
    "<a \0=\"",
    "'",
];

const CELLS: &[&str] = &[
    ",",
    ";",
    "\"",
    "\"\"",
    "=1+1",
    "@SUM(1)",
    "+1",
    "#REF!",
    "1E+400",
    "-0",
    "45000.5",
    "60",
    "0",
    "1900-02-29",
    "2023/2/30",
    "确定",
    "疑似",
    "错别字",
    "整词",
    "容忍间隔",
    "|",
    "||",
    "65536",
    "-1",
    "{",
    "}",
    "[",
    "null",
    "true",
    "\"format\":9",
    "\"wrong\":[]",
    "\\ud800",
    "NaN",
];

const XML: &[&str] = &[
    "<",
    ">",
    "/>",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "&#x0;",
    "&#xD800;",
    "<w:p>",
    "</w:p>",
    "<w:r>",
    "<w:t>",
    "<w:tbl>",
    "<w:tc>",
    "<w:del>",
    "<w:ins>",
    "<w:hyperlink r:id=\"rId1\">",
    "<w:fldChar w:fldCharType=\"begin\"/>",
    "<w:fldChar w:fldCharType=\"end\"/>",
    "<w:instrText> HYPERLINK \"",
    "<w:txbxContent>",
    "<mc:AlternateContent>",
    "<mc:Fallback>",
    "<c r=\"XFD1048576\">",
    "<c r=\"AAAAAAAA1\">",
    "<c r=\"A99999999999\">",
    "<c t=\"s\"><v>99999999</v></c>",
    "<c t=\"s\"><v>-1</v></c>",
    "<v>1e999</v>",
    "s=\"99999\"",
    "<row r=\"0\">",
    "<row r=\"4294967296\">",
    "<si>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "../../../etc",
    "Target=\"",
    "TargetMode=\"External\"",
    "<![CDATA[",
    "<?xml",
    "xmlns:w=\"",
    "\u{1}",
];

const PDF: &[&str] = &[
    "0",
    "-1",
    "4294967295",
    "99999999999999999999",
    "0.0000001",
    "1 0 R",
    "3 0 R",
    "9999 0 R",
    "<<",
    ">>",
    "[",
    "]",
    "(",
    ")",
    "<",
    "/Kids [2 0 R]",
    "/Parent 2 0 R",
    "/Length 0",
    "/Length 99999999",
    "/Filter /FlateDecode",
    "/Filter [/ASCIIHexDecode /LZWDecode]",
    "/Filter /DCTDecode",
    "/DecodeParms << /Predictor 15 /Columns 99999999 /Colors 99 >>",
    "/Encrypt 1 0 R",
    "/Count 99999999",
    "/Type /ObjStm /N 99999 /First 99999",
    "/ToUnicode 4 0 R",
    "/Encoding /UniGB-UCS2-H",
    "/Identity-H",
    "beginbfchar",
    "endbfchar",
    "<0000> <FFFF> <0000>",
    "beginbfrange",
    "usecmap",
    "Tj",
    "TJ",
    "Td",
    "Tf",
    "Do",
    "q",
    "Q",
    "cm",
    "BI",
    "ID",
    "EI",
    "BT",
    "ET",
    "'",
    "/F1 1e38 Tf",
    "endstream",
    "endobj",
    "xref",
    "startxref",
    "%%EOF",
];

/// Changes a text some times.
fn text_of(base: Vec<u8>, other: &[u8], words: &[&[&str]], u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut signs: Vec<char> = String::from_utf8_lossy(&base).chars().collect();
    let other: Vec<char> = String::from_utf8_lossy(other).chars().collect();
    for _ in 0..u.int_in_range(1..=8)? {
        let (from, to) = span(signs.len(), u)?;
        match u.int_in_range(0..=10)? {
            0 => drop(signs.drain(from..to)),
            1 => {
                let (start, end) = span(other.len(), u)?;
                signs.splice(from..to, other[start..end].iter().copied());
            }
            2..=5 => {
                let list = *u.choose(words)?;
                let word: Vec<char> = u.choose(list)?.chars().collect();
                let end = if u.ratio(1, 3)? { to } else { from };
                signs.splice(from..end, word);
            }
            6 => {
                let times = *u.choose(&[1_usize, 2, 3, 20, 400])?;
                let piece: Vec<char> = signs[from..to.min(from + 60_000 / times)].to_vec();
                signs.splice(to..to, piece.repeat(times));
            }
            // A sign between all characters, as those do who hide words.
            7 => {
                let sign = u.choose(SIGNS)?.chars().next().unwrap_or(' ');
                let apart: Vec<char> = signs[from..to].iter().flat_map(|one| [*one, sign]).collect();
                signs.splice(from..to, apart);
            }
            8 => signs[from..to]
                .iter_mut()
                .filter(|sign| sign.is_ascii_graphic())
                .for_each(|sign| *sign = char::from_u32(*sign as u32 + 0xfee0).unwrap_or(*sign)),
            9 => signs[from..to].reverse(),
            _ => {
                let at = u.int_in_range(0..=signs.len())?;
                signs.insert(at, PARTING);
            }
        }
        signs.truncate(200_000);
    }
    Ok(signs.into_iter().collect::<String>().into_bytes())
}

/// Changes bytes some times; lengths may change.
fn bytes(mut made: Vec<u8>, other: &[u8], u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    for _ in 0..u.int_in_range(1..=8)? {
        let (from, to) = span(made.len(), u)?;
        match u.int_in_range(0..=6)? {
            0 => drop(made.drain(from..to)),
            1 => {
                let (start, end) = span(other.len(), u)?;
                made.splice(from..to, other[start..end].iter().copied());
            }
            2 => {
                let piece = made[from..to].to_vec();
                made.splice(to..to, piece);
            }
            3 if u.ratio(1, 4)? => made.truncate(from),
            4 => replace_number(&mut made, from, u)?,
            _ => made = overwritten(made, u)?,
        }
        made.truncate(LONGEST);
    }
    Ok(made)
}

/// Puts words of a format in the place of others, mostly of the same length, so that offsets elsewhere stay true.
fn tokens(mut made: Vec<u8>, words: &[&str], u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    for _ in 0..u.int_in_range(1..=6)? {
        let word = u.choose(words)?.as_bytes();
        let at = u.int_in_range(0..=made.len())?;
        if u.ratio(1, 3)? {
            replace_number(&mut made, at, u)?;
        } else if u.ratio(3, 4)? {
            let end = (at + word.len()).min(made.len());
            made.splice(at..end, word.iter().copied());
        } else {
            made.splice(at..at, word.iter().copied());
        }
    }
    Ok(made)
}

/// Exchanges the next number that is written in digits.
fn replace_number(made: &mut Vec<u8>, from: usize, u: &mut Unstructured<'_>) -> Result<()> {
    const NUMBERS: [&str; 8] = [
        "0",
        "-1",
        "1",
        "65535",
        "4294967295",
        "4294967296",
        "99999999999999999999",
        "3.5",
    ];
    let Some(start) = made[from..]
        .iter()
        .position(u8::is_ascii_digit)
        .map(|at| from + at)
    else {
        return Ok(());
    };
    let length = made[start..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let number = u.choose(&NUMBERS)?;
    made.splice(start..start + length, number.bytes());
    Ok(())
}

/// Changes bytes where they are; the length stays.
fn overwritten(mut made: Vec<u8>, u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    if made.is_empty() {
        return Ok(made);
    }
    for _ in 0..u.int_in_range(1..=12)? {
        let at = u.int_in_range(0..=made.len() - 1)?;
        match u.int_in_range(0..=3)? {
            0 => made[at] ^= 1 << u.int_in_range(0..=7)?,
            1 => made[at] = *u.choose(&[0, 1, 0x7f, 0x80, 0xff, b'0', b'<', b'\n'])?,
            2 => {
                let number: u32 =
                    *u.choose(&[0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff_fffe, 0xffff])?;
                let end = (at + 4).min(made.len());
                made[at..end].copy_from_slice(&number.to_le_bytes()[..end - at]);
            }
            _ => {
                let (from, to) = span(made.len(), u)?;
                let piece = made[from..to].to_vec();
                let end = (at + piece.len()).min(made.len());
                made[at..end].copy_from_slice(&piece[..end - at]);
            }
        }
    }
    Ok(made)
}

/// A stretch of something of that length: mostly a short one, now and then any.
fn span(length: usize, u: &mut Unstructured<'_>) -> Result<(usize, usize)> {
    let from = u.int_in_range(0..=length)?;
    let most = if u.ratio(1, 6)? {
        length - from
    } else {
        (length - from).min(24)
    };
    Ok((from, from + u.int_in_range(0..=most)?))
}
