//! `cargo xtask typo-model`: the bundled data of the check for typing errors anew, from free texts.

use std::path::Path;

use xunwang_text::typo::learn;

use crate::Failure;
use crate::command::root;
use crate::eval_text::{checks, texts};

/// `letters FOLDER`: the character model; `gate FOLDER`: the weights, from clean texts that the models have not seen.
pub(crate) fn run(words: &[&str]) -> Result<(), Failure> {
    match words {
        ["letters", folder] => {
            let texts = texts(Path::new(folder), "txt")?;
            let model = learn::letter_model(&texts).map_err(|error| error.to_string())?;
            write("letters.bin", &model)
        }
        ["gate", folder] => {
            let texts = texts(Path::new(folder), "txt")?;
            for (name, check) in checks()? {
                println!("学习权重：{name}");
                let file = if check.knows_words() {
                    "gate-words.txt"
                } else {
                    "gate-letters.txt"
                };
                write(file, learn::gate(&check, &texts).as_bytes())?;
            }
            Ok(())
        }
        _ => Err("用法：cargo xtask typo-model letters 法律文本文件夹 | gate 干净文本文件夹".to_owned()),
    }
}

fn write(name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = root().join("crates/xunwang-text/data/typo").join(name);
    println!("写出 {}（{} 字节）", path.display(), bytes.len());
    std::fs::write(path, bytes).map_err(|error| error.to_string())
}
