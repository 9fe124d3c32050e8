//! A ZIP package is looked over before anything parses it: bombs, macros, links to the outside.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::Refusal;
use crate::{kind, limits};

const SAVE_WITHOUT_MACROS: &str = "请在 Excel 或 WPS 中另存为不含宏的 .xlsx 后再试";

/// Refuses a package that is no plain XLSX workbook or that would unpack to more than the limits.
pub(crate) fn inspect(file_name: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Refusal::damaged)?;
    if archive.len() > limits::PARTS {
        return Err(Refusal::too_large(format_args!(
            "内含超过{}个部件",
            limits::PARTS
        )));
    }
    let names: Vec<String> = archive
        .file_names()
        .map(|name| {
            Ok(name
                .map_err(Refusal::damaged)?
                .to_ascii_lowercase()
                .replace('\\', "/"))
        })
        .collect::<Result<_, Refusal>>()?;
    tell_package(&names)?;
    refuse_active_parts(file_name, &names)?;
    measure(&mut archive)?;
    refuse_active_types(&mut archive)
}

fn tell_package(names: &[String]) -> Result<(), Refusal> {
    let has = |name: &str| names.iter().any(|part| part == name);
    let save = "请在 Excel 或 WPS 中另存为 .xlsx 后再试";
    let table = "请提供 .xlsx 或 .csv 格式的表格";
    if has("xl/workbook.xml") {
        Ok(())
    } else if has("xl/workbook.bin") {
        Err(Refusal::wrong_kind("二进制工作簿（.xlsb）", save))
    } else if has("word/document.xml") {
        Err(Refusal::wrong_kind("Word 文档", table))
    } else if has("ppt/presentation.xml") {
        Err(Refusal::wrong_kind("演示文稿", table))
    } else if has("ofd.xml") {
        Err(Refusal::wrong_kind("OFD 版式文件", table))
    } else if has("content.xml") && has("mimetype") {
        Err(Refusal::wrong_kind("OpenDocument 文档", save))
    } else if names.iter().any(|name| name.starts_with("xl/")) {
        Err(Refusal::damaged("缺少工作簿的主要部件"))
    } else {
        Err(Refusal::wrong_kind("压缩包（ZIP）", "请解压后选择其中的表格"))
    }
}

fn refuse_active_parts(file_name: &str, names: &[String]) -> Result<(), Refusal> {
    let any = |mark: &str| names.iter().any(|name| name.contains(mark));
    if matches!(kind::extension(file_name).as_str(), "xlsm" | "xltm" | "xlam")
        || any("vbaproject")
        || any("/macrosheets/")
        || any("/dialogsheets/")
        || any("/activex/")
    {
        return Err(macros());
    }
    if any("/externallinks/") || any("xl/connections.xml") || any("/querytables/") {
        return Err(external_links());
    }
    Ok(())
}

pub(crate) fn macros() -> Refusal {
    Refusal::new(format!("工作簿含有宏，为安全起见不读取；{SAVE_WITHOUT_MACROS}"))
}

pub(crate) fn external_links() -> Refusal {
    Refusal::new(
        "工作簿含有指向其他文件或数据源的外部链接，不读取；请在“数据—编辑链接”中断开链接（保留数值）后另存再试",
    )
}

pub(crate) fn encrypted() -> Refusal {
    Refusal::new("文件已加密，无法读取；请在 Excel 或 WPS 中取消打开密码后另存再试")
}

/// Unpacks every part into nothing and counts, since the sizes that a package states may lie.
fn measure(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
    let bomb = || Refusal::new("文件展开后异常庞大（疑似压缩炸弹），不读取；请向提供者核实来源");
    let mut left = limits::UNPACKED_BYTES;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(why) if why.contains("assword") => encrypted(),
            other => Refusal::damaged(other),
        })?;
        let packed = part.compressed_size().max(1);
        let allowed = left.min((packed.saturating_mul(limits::UNPACKED_RATIO)).max(limits::RATIO_FREE_BYTES));
        let unpacked =
            std::io::copy(&mut part.take(allowed + 1), &mut std::io::sink()).map_err(Refusal::damaged)?;
        if unpacked > allowed {
            return Err(bomb());
        }
        left -= unpacked;
    }
    Ok(())
}

/// The list of content types tells of macros under any name of the part.
fn refuse_active_types(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), Refusal> {
    let Ok(part) = archive.by_name("[Content_Types].xml") else {
        return Err(Refusal::damaged("缺少内容类型清单"));
    };
    let mut types = Vec::new();
    part.take(4 << 20)
        .read_to_end(&mut types)
        .map_err(Refusal::damaged)?;
    let types = String::from_utf8_lossy(&types).to_ascii_lowercase();
    if ["macroenabled", "vbaproject", "macrosheet", "activex"]
        .iter()
        .any(|mark| types.contains(mark))
    {
        return Err(macros());
    }
    if types.contains("externallink") {
        return Err(external_links());
    }
    Ok(())
}
