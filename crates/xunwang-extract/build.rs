//! The version of the extractor is the digest of its sources: facts that an older one gave are then never taken for its
//! own.

mod sources;

fn main() -> std::io::Result<()> {
    let digest = sources::digest(&["src", "data", "../xunwang-domain/src"])?;
    println!("cargo:rustc-env=XUNWANG_FACTS_VERSION={digest}");
    Ok(())
}
