//! A chart in the text (文中图示): the picture for every program, the drawing beside it for those that can show it.

use super::body::paragraph;
use super::package::xml;
use crate::charts::{Chart, svg};

/// English Metric Units a point.
const EMU: f64 = 12_700.0;

/// Picture and caption, kept together; the words of the chart are the picture's description.
pub(super) fn picture(chart: &Chart) -> String {
    let number = chart.number;
    let (across, down) = (Chart::WIDTH * EMU, height(&svg(chart)) * EMU);
    let extent = format!("cx=\"{across:.0}\" cy=\"{down:.0}\"");
    let drawing = format!(
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent {extent}/>\
         <wp:docPr id=\"{number}\" name=\"{label}\" descr=\"{description}\"/>\
         <wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
         <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>\
         <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"chart{number}.png\" descr=\"{description}\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"rIdPicture{number}\"><a:extLst><a:ext uri=\"{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}\">\
         <asvg:svgBlip r:embed=\"rIdDrawing{number}\"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext {extent}/></a:xfrm><a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>\
         </pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
        label = chart.label(),
        description = xml(&chart.alternative()),
    );
    let caption = format!(
        "<w:r><w:t>图</w:t></w:r><w:fldSimple w:instr=\" SEQ 图 \\* ARABIC \"><w:r><w:t>{number}</w:t></w:r></w:fldSimple>\
         <w:r><w:t xml:space=\"preserve\">　{}</w:t></w:r>",
        xml(&chart.title)
    );
    paragraph("Picture", "", &drawing) + &paragraph("Caption", "", &caption)
}

/// The height that the drawing itself states, in points.
fn height(svg: &str) -> f64 {
    let stated = svg
        .split("height=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    stated.and_then(|number| number.parse().ok()).unwrap_or(200.0)
}
