#![allow(missing_docs, clippy::all, clippy::allow_attributes, clippy::print_stdout)]
use xunwang_text::typo::lab::Lab;
use std::fs;
fn read(d: &str) -> Vec<String> { let mut v: Vec<_> = fs::read_dir(d).unwrap().map(|e| e.unwrap().path()).collect(); v.sort(); v.iter().map(|p| fs::read_to_string(p).unwrap()).collect() }
fn take(t: String, n: usize, skip: usize) -> Vec<String> { let c: Vec<char> = t.chars().skip(skip).take(n).collect(); vec![c.into_iter().collect()] }
struct R { p: f64, r: f64, f: f64, ps: f64, fs: f64 }
fn score(pairs: &[(String, String)], outs: &[String]) -> R {
    let (mut tp, mut fp, mut fnn, mut wrong) = (0., 0., 0., 0.);
    for ((s, t), o) in pairs.iter().zip(outs) {
        if s == t { if o != t { fp += 1. } } else if o == t { tp += 1. } else { fnn += 1.; if o != s { wrong += 1. } }
    }
    let p = tp / f64::max(tp + fp, 1.); let r = tp / (tp + fnn); let ps = tp / f64::max(tp + fp + wrong, 1.);
    R { p, r, f: 2. * p * r / (p + r).max(1e-9), ps, fs: 2. * ps * r / (ps + r).max(1e-9) }
}
fn tsv(p: &str) -> Vec<(String, String)> { fs::read_to_string(p).unwrap().lines().filter_map(|l| l.split_once('\t')).map(|(a, b)| (a.to_string(), b.to_string())).collect() }
fn main() {
    let arg: Vec<String> = std::env::args().collect();
    let c = "/tmp/typo/corpus/";
    if arg[1] == "build" {
        let few: Vec<u32> = arg[2].split(',').map(|x| x.parse().unwrap()).collect();
        let texts = read(&format!("{c}laws"));
        let m = xunwang_text::typo::learn::letter_model(&texts, few.try_into().unwrap());
        println!("{} bytes", m.len()); fs::write(&arg[3], m).unwrap(); return;
    }
    let words = (arg[2] == "w").then(|| fs::read("/tmp/typo/x/usr/lib/x86_64-linux-gnu/libime/zh_CN.lm").unwrap());
    let w = words.is_some();
    let t0 = std::time::Instant::now();
    let mut lab = Lab::new(&fs::read(&arg[1]).unwrap(), words);
    println!("load {:?}", t0.elapsed());
    if w { println!("{:?}", lab.kenlm_check(&["被告人", "的", "权利", "和", "义务"])); }
    let reg = |n, s| take(fs::read_to_string(format!("{c}dev_行政法规.txt")).unwrap(), n, s);
    let jud = |n, s| take(fs::read_to_string(format!("{c}dev_司法解释.txt")).unwrap(), n, s);
    let news = |n, s| take(fs::read_to_string(format!("{c}dev_news.txt")).unwrap(), n, s);
    let t0 = std::time::Instant::now();
    let n: usize = arg.get(3).map_or(30000, |x| x.parse().unwrap());
    let train: Vec<String> = [reg(n, 0), jud(n, 0), news(n, 0), read(&format!("{c}devlaws")).into_iter().take(8).collect()].concat();
    println!("examples {} {:?}", lab.fit(&train), t0.elapsed());
    for (i, x) in lab.weights().iter().enumerate() { print!("{i}:{x:.2} "); } println!();
    let devlaws: Vec<String> = read(&format!("{c}devlaws")).into_iter().skip(8).collect();
    let sets: Vec<(&str, Vec<String>)> = vec![("laws", devlaws), ("reg", reg(100000, 300000)), ("jud", jud(100000, 300000)), ("news", news(100000, 900000))];
    let mut all = vec![];
    let only: Option<&str> = arg.get(4).map(|x| x.as_str());
    for (name, texts) in sets.iter().filter(|s| only.is_none_or(|o| o == "all" || o.contains(s.0))) {
        let t0 = std::time::Instant::now();
        let mut n = 0; let mut v = vec![];
        for t in texts { let (k, x) = lab.changes(t, 0.3); n += k; v.extend(x); }
        v.sort_by(|a, b| b.0.total_cmp(&a.0));
        let rate = |t: f32| v.iter().filter(|x| x.0 >= t).count() as f64 / n as f64 * 1e4;
        println!("{name} {n} chars {:.0} KB/s FA: {}", n as f64 * 3. / 1e3 / t0.elapsed().as_secs_f64(), [0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995].iter().map(|&t| format!("{t}:{:.2}", rate(t))).collect::<Vec<_>>().join(" "));
        for x in v.iter().take(6) { println!("   {:.3} {}", x.0, x.1); }
        all.push(v);
        let pairs = lab.pairs(texts, 9, 1500);
        for thr in [0.5, 0.8, 0.95] {
            let outs: Vec<String> = pairs.iter().map(|p| lab.correct(&p.0, thr)).collect();
            let r = score(&pairs, &outs);
            print!("  {thr}: P{:.2} R{:.2} F{:.3}/{:.3}", r.p, r.r, r.f, r.fs);
        }
        println!();
    }
    if arg.iter().any(|a| a == "test") {
        for f in ["ec-law-test"] {
            let pairs = tsv(&format!("/work/shared/data/text/{f}.tsv"));
            for thr in [0.8, 0.95] {
                let outs: Vec<String> = pairs.iter().map(|p| lab.correct(&p.0, thr)).collect();
                let r = score(&pairs, &outs);
                println!("{f} {thr}: P{:.3} R{:.3} F{:.3} strict P{:.3} F{:.3}", r.p, r.r, r.f, r.ps, r.fs);
            }
        }
    }
}
