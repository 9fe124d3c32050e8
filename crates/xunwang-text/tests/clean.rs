use std::path::Path;
use xunwang_text::lexicon::*;
use chrono::NaiveDate;
fn main_text(html:&str)->String{ // crude: tags out
 let mut out=String::new(); let mut tag=false;
 for c in html.chars(){ match c {'<'=>{tag=true;out.push('\n')},'>'=>tag=false,_ if !tag=>out.push(c),_=>{}} } out }
#[test]
fn clean(){
 let root=Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
 let m=Matcher::compile(seed_lexicons().iter().cloned());
 println!("memory {}",m.memory());
 let a=Article::checked_on(NaiveDate::from_ymd_opt(2026,11,26).unwrap());
 let mut files=vec![];
 fn walk(p:&Path,f:&mut Vec<std::path::PathBuf>){ for e in std::fs::read_dir(p).unwrap(){let e=e.unwrap().path(); if e.is_dir(){walk(&e,f)}else{f.push(e)}}}
 walk(&root.join("reprints"),&mut files); walk(&root.join("pages"),&mut files); walk(&root.join("real-sites"),&mut files);
 let mut chars=0;
 for f in files { let Ok(t)=std::fs::read_to_string(&f) else{continue}; let t=if f.to_string_lossy().contains("html")||f.to_string_lossy().contains("htm"){main_text(&t)}else{t};
  chars+=t.chars().filter(|c|('一'..='鿿').contains(c)).count();
  for h in m.scan(&t,&a){ let s=h.hit.span.clone(); let b=t[..s.start].char_indices().rev().nth(10).map_or(0,|x|x.0); let e=t[s.end..].char_indices().nth(10).map_or(t.len(),|x|s.end+x.0);
   println!("{} {:?} {} {:?} | {}",f.file_name().unwrap().to_string_lossy(),h.hit.class,h.hit.wrong,h.hit.right,t[b..e].replace('\n'," ")); } }
 println!("chars {chars}");
}
