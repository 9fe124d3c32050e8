//! What the tests need from outside (测试所需软件): one table, installed where it is missing and where some
//! test names it.
//!
//! Where something cannot be installed (no network, not root) the run goes on and says so; the tests that
//! need it say it again and are skipped, but those of the pages in a browser: they fail.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::command::{command, installed, root, run};
use crate::tidy::{files_below, read};

/// A program, or a file by its whole path, the Debian package that brings it, and what it is for.
struct Program {
    name: &'static str,
    package: &'static str,
    purpose: &'static str,
}

const PROGRAMS: &[Program] = &[
    Program {
        name: "soffice",
        package: "libreoffice-writer-nogui",
        purpose: "打开 DOCX",
    },
    Program {
        name: "/usr/lib/libreoffice/program/libsclo.so",
        package: "libreoffice-calc-nogui",
        purpose: "打开 XLSX",
    },
    Program {
        name: "qpdf",
        package: "qpdf",
        purpose: "检查 PDF",
    },
    Program {
        name: "pdftotext",
        package: "poppler-utils",
        purpose: "读出 PDF 的文字",
    },
    Program {
        name: "chromium",
        package: "chromium",
        purpose: "逐页打开网页应用",
    },
    Program {
        name: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        package: "fonts-noto-cjk",
        purpose: "网页截图中的汉字",
    },
    Program {
        name: "/usr/lib/x86_64-linux-gnu/libime/zh_CN.lm",
        package: "libime-data-language-model",
        purpose: "用词模型检查错别字",
    },
];

/// A folder of test data, the Debian package that brings it, and what it is for.
struct Folder {
    path: &'static str,
    package: &'static str,
    purpose: &'static str,
}

const FOLDERS: &[Folder] = &[Folder {
    path: "/usr/share/doc/python3-doc/html",
    package: "python3-doc",
    purpose: "与浏览器的解析逐页对照",
}];

/// Python packages with their versions and the options of pip, kept in an environment of their own below `target`.
const PYTHON_PACKAGES: &[(&str, &[&str], &str)] = &[
    ("warcio==1.8.1", &[], "用别家工具读 WARC"),
    // For the script axe.min.js (MPL-2.0) in it, without the browsers that it would bring.
    ("axe-playwright-python==0.1.8", &["--no-deps"], "检查网页的无障碍"),
];

/// Installs what is missing and gives the search path under which the tests find it.
///
/// # Errors
/// The sources cannot be read.
pub(crate) fn provide() -> Result<OsString, Failure> {
    let sources = Sources::read()?;
    for program in PROGRAMS {
        if sources.name(program.name) && !there(program.name) {
            println!(
                "缺少 {}（用于{}），安装软件包 {}",
                program.name, program.purpose, program.package
            );
            if let Err(failure) = install_package(program.package) {
                println!("没有装上（{failure}）；需要它的测试会跳过并说明");
            }
        }
    }
    for folder in FOLDERS {
        if sources.name(folder.path) && !Path::new(folder.path).exists() {
            println!(
                "缺少 {}（用于{}），安装软件包 {}",
                folder.path, folder.purpose, folder.package
            );
            if let Err(failure) = install_package(folder.package) {
                println!("没有装上（{failure}）；需要它的测试会跳过并说明");
            }
        }
    }
    for (package, options, purpose) in PYTHON_PACKAGES {
        let (name, _) = package.split_once('=').unwrap_or((package, ""));
        // A package with a hyphen is a module with a line.
        if (sources.name(name) || sources.name(&name.replace('-', "_")))
            && let Err(failure) = install_python_package(package, options)
        {
            println!("没有装上 {package}（用于{purpose}；{failure}）；需要它的测试会跳过并说明");
        }
    }
    Ok(search_path())
}

/// Is the program in the search path, the file where it should be?
fn there(name: &str) -> bool {
    if name.starts_with('/') {
        Path::new(name).is_file()
    } else {
        installed(name)
    }
}

/// The sources of the crates, to see which program is named at all.
struct Sources(Vec<String>);

impl Sources {
    fn read() -> Result<Self, Failure> {
        let files = files_below(&root().join("crates"))?;
        let is_rust = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
        let texts = files.iter().filter(|path| is_rust(path)).map(|path| read(path));
        Ok(Self(texts.collect::<Result<_, _>>()?))
    }

    /// Does a text literal begin with this name?
    fn name(&self, program: &str) -> bool {
        let literal = format!("\"{program}");
        self.0.iter().any(|text| text.contains(&literal))
    }
}

/// The search path with the Python environment first.
pub(crate) fn search_path() -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(python_folder().join("bin")).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap_or(path)
}

fn install_package(package: &str) -> Result<(), Failure> {
    if !installed("apt-get") {
        return Err("这台机器没有 apt-get，请自行安装".to_owned());
    }
    let is_root = command("id", &["-u"])
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    if !is_root {
        return Err(format!("需要管理员权限：apt-get install {package}"));
    }
    let install = || {
        let arguments = ["install", "-y", "-q", "--no-install-recommends", package];
        run(command("apt-get", &arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    install().or_else(|_| {
        run(&mut command("apt-get", &["update", "-q"]))?;
        install()
    })
}

/// Installs a package (`name==version`) into the environment, creating that where it is missing; `options` are pip's.
///
/// # Errors
/// There is no Python, or the package cannot be had.
pub(crate) fn install_python_package(package: &str, options: &[&str]) -> Result<(), Failure> {
    let folder = python_folder();
    let mark = folder.join(format!("{package}.installed"));
    if mark.exists() {
        return Ok(());
    }
    if !installed("python3") {
        install_package("python3-venv")?;
    }
    let python = python();
    let create = || {
        run(&mut command(
            "python3",
            &["-m", "venv", &folder.to_string_lossy()],
        ))
    };
    if !python.exists() {
        // On Debian the module that makes environments is a package of its own.
        create().or_else(|_| {
            install_package("python3-venv")?;
            create()
        })?;
    }
    let pip = ["-m", "pip", "install", "-q", "--disable-pip-version-check"];
    run(command(&python, &pip).args(options).arg(package))?;
    std::fs::write(&mark, "").map_err(|error| error.to_string())
}

/// The interpreter of that environment.
pub(crate) fn python() -> PathBuf {
    python_folder().join("bin/python")
}

fn python_folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("xtask-python")
}
