//! The version of the reader is the digest of its sources and of the versions of the parsers it uses: what an older one
//! read is then never taken for its own.

#[path = "../xunwang-extract/sources.rs"]
mod sources;

fn main() -> std::io::Result<()> {
    let digest = sources::digest(&["src", "../../Cargo.lock"])?;
    println!("cargo:rustc-env=XUNWANG_OFFICE_VERSION={digest}");
    Ok(())
}
