//! The version of the text engine is the digest of its sources: what an older one found is then never taken for its own.

#[path = "../xunwang-extract/sources.rs"]
mod sources;

fn main() -> std::io::Result<()> {
    let digest = sources::digest(&["src", "data"])?;
    println!("cargo:rustc-env=XUNWANG_TEXT_VERSION={digest}");
    Ok(())
}
