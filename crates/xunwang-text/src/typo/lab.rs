//! Lab (试验).
#![allow(missing_docs, clippy::all, clippy::allow_attributes)]
use super::confusion::Confusions;
use super::fold::*;
use super::gate::Gate;
use super::kenlm::WordModel;
use super::letters::LetterModel;
use super::search::Tools;
use super::words::Words;
use super::learn::*;

pub struct Lab { pub(crate) tools: Tools }

impl Lab {
    pub fn new(letters: &[u8], words: Option<Vec<u8>>) -> Self {
        Self { tools: Tools {
            letters: LetterModel::read(letters).unwrap(),
            words: words.map(|b| Words::new(WordModel::read(b).unwrap())),
            confusions: Confusions::bundled(),
            gate: Gate { weights: [0.0; super::evidence::FEATURES] },
        } }
    }
    pub fn kenlm_check(&self, s: &[&str]) -> Vec<f32> { self.tools.words.as_ref().unwrap().check(s) }
    pub fn fit(&mut self, texts: &[String]) -> usize {
        let ex = examples(&self.tools, texts, 1);
        self.tools.gate = Gate::fit(&ex);
        ex.len()
    }
    pub fn weights(&self) -> Vec<f32> { self.tools.gate.weights.to_vec() }
    /// scores of all changes with threshold; clean text
    pub fn changes(&self, text: &str, thr: f32) -> (usize, Vec<(f32, String)>) {
        let mut n = 0; let mut out = vec![];
        for s in sentences(text, &[], LONGEST) {
            n += s.len();
            for c in self.tools.changes(&s, thr) {
                let a = s[c.at.saturating_sub(8)].start; let b = s[(c.at + 8).min(s.len() - 1)].end;
                out.push((c.score, format!("{} {}→{}", text[a..b].replace('\n', " "), &text[s[c.at].start..s[c.at].end], String::from_utf16_lossy(&c.letters))));
            }
        }
        (n, out)
    }
    pub fn correct(&self, text: &str, thr: f32) -> String {
        let mut out = text.to_string();
        let mut edits = vec![];
        for s in sentences(text, &[], LONGEST) { for c in self.tools.changes(&s, thr) { edits.push((s[c.at].start..s[c.at].end, String::from_utf16_lossy(&c.letters[..1]))); } }
        edits.sort_by_key(|e| e.0.start);
        for (r, w) in edits.into_iter().rev() { out.replace_range(r, &w); }
        out
    }
    /// injected pairs
    pub fn pairs(&self, texts: &[String], seed: u64, most: usize) -> Vec<(String, String)> {
        let mut d = Dice(seed); let mut v = vec![];
        for t in texts { for s in sentences(t, &[], LONGEST) {
            if v.len() >= most { return v; }
            if s.len() < 8 { continue; }
            let a: String = t[s[0].start..s[s.len()-1].end].replace(['\n',' ','\u{3000}'], "");
            let mut u = sentences(&a, &[], LONGEST).remove(0);
            if d.below(2) == 0 { spoil(&mut u, &self.tools.confusions, &self.tools.letters, &mut d); }
            let mut w = String::new();
            for x in &u { if x.open { w.push(char::from_u32(x.glyph as u32).unwrap()) } else { w.push_str(&a[x.start..x.end]) } }
            let a: String = u.iter().map(|x| &a[x.start..x.end]).collect();
            v.push((w, a));
        } }
        v
    }
}
