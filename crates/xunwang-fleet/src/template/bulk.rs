//! The ballast of real pages (页面冗余): inline style rules and scripts that nobody reads but every parser
//! has to walk through. Some scripts hold markup and addresses that are not links.

use std::{fmt::Write as _, sync::LazyLock};

/// Style rules of unused modules, about 5 KB.
pub(super) fn style() -> &'static str {
    static STYLE: LazyLock<String> = LazyLock::new(|| {
        let mut out = String::new();
        for number in 0..40 {
            let _ = writeln!(
                out,
                ".mod{number} .hd h3{{height:{}px;line-height:{}px;font-size:{}px;color:#{:06x};padding-left:{}px}}",
                30 + number,
                30 + number,
                14 + number % 6,
                number * 7919 % 0xff_ffff,
                number % 9
            );
        }
        out
    });
    &STYLE
}

/// Scripts of the page, about 4 KB. The dead addresses inside are text of a script and no links.
pub(super) fn script() -> &'static str {
    static SCRIPT: LazyLock<String> = LazyLock::new(|| {
        let mut out = String::from(
            "var weekDay=['星期日','星期一','星期二','星期三','星期四','星期五','星期六'];function showToday(){var d=new Date();\
             document.write('今天是'+d.getFullYear()+'年'+(d.getMonth()+1)+'月'+d.getDate()+'日 '+weekDay[d.getDay()]);}\n\
             var tpl='<li><a href=\"/script-only/tpl.html\">'+'{title}'+'</a></li>';\n",
        );
        for number in 0..20 {
            let _ = writeln!(
                out,
                "function initMod{number}(el){{var t=el||document.getElementById('mod{number}');if(!t)return;\
                 t.onmouseover=function(){{this.className='on{number}';}};t.onmouseout=function(){{this.className='';}};}}"
            );
        }
        out
    });
    &SCRIPT
}
