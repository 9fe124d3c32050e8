//! Masking the messages of a year (`cargo bench -p xunwang-text --bench privacy`): 11,000 in well under a second.

use divan::counter::ItemsCount;
use xunwang_text::privacy;

fn main() {
    divan::main();
}

const MESSAGES: usize = 11_000;

fn messages() -> Vec<String> {
    let forms = [
        "“帐号”应为“账号”，第三段第二行。",
        "网站打不开，提示500错误，已经三天了，请尽快修复。",
        "本人王小明，电话138 1234 5678，在网上提交的咨询三个月没有人答复。",
        "http://www.qingchuan.example/art/2023/9/15/art_1588_1234567.html 显示404，办事指南的咨询电话也打不通，示府办〔2023〕19号文件附件下载不了。",
        "政策文件栏目附件下载不了。",
    ];
    (0..MESSAGES)
        .map(|number| format!("{number}：{}", forms[number % forms.len()]))
        .collect()
}

#[divan::bench(sample_count = 10)]
fn mask_11_000_messages(bencher: divan::Bencher<'_, '_>) {
    let messages = messages();
    bencher.counter(ItemsCount::new(MESSAGES)).bench(|| {
        messages
            .iter()
            .map(|text| privacy::mask(text).len())
            .sum::<usize>()
    });
}
