//! A digest of source files, for build scripts: nobody has to remember a number.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The digest of these files, and of everything in these folders.
pub(crate) fn digest(paths: &[&str]) -> io::Result<u64> {
    let mut files = Vec::new();
    for path in paths {
        println!("cargo:rerun-if-changed={path}");
        gather(Path::new(path), &mut files)?;
    }
    files.sort();
    // FNV-1a: any change shows, and nobody gains by forging it.
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    for file in &files {
        for byte in fs::read(file)? {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(digest)
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        gather(&entry?.path(), files)?;
    }
    Ok(())
}
