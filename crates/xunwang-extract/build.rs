//! The version of the extractor is the digest of its sources: facts that an older one gave are then never taken for its
//! own, without anybody having to remember a number.

use std::path::{Path, PathBuf};
use std::{fs, io};

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for folder in ["src", "data", "../xunwang-domain/src"] {
        println!("cargo:rerun-if-changed={folder}");
        gather(Path::new(folder), &mut files)?;
    }
    files.sort();
    // FNV-1a: any change shows, and nobody gains by forging it.
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for file in &files {
        for byte in fs::read(file)? {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo:rustc-env=XUNWANG_FACTS_VERSION={digest}");
    Ok(())
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
