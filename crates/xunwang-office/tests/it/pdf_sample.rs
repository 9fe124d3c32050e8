//! PDF files made by hand, byte for byte.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Objects of a file, numbered from 1; the first is the catalog.
#[derive(Default)]
pub(crate) struct Sample {
    objects: Vec<Vec<u8>>,
}

impl Sample {
    pub(crate) fn object(&mut self, body: impl AsRef<[u8]>) -> usize {
        self.objects.push(body.as_ref().to_vec());
        self.objects.len()
    }

    pub(crate) fn stream(&mut self, entries: &str, data: &[u8]) -> usize {
        let mut body = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(body)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut offsets = Vec::new();
        for (index, body) in self.objects.iter().enumerate() {
            offsets.push(file.len());
            file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
            file.extend_from_slice(body);
            file.extend_from_slice(b"\nendobj\n");
        }
        let start = file.len();
        file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
        for offset in &offsets {
            file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        file.extend_from_slice(
            format!(
                "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
                offsets.len() + 1
            )
            .as_bytes(),
        );
        file
    }
}

/// A file of one page with this description, fonts F1… of these dictionaries (references allowed from object 4 on), and
/// annotations. `more` adds objects from number 4 on before the page's own.
pub(crate) fn page(
    description: &[u8],
    fonts: &[&str],
    annotations: &str,
    more: &[(&str, Option<&[u8]>)],
) -> Vec<u8> {
    let mut sample = Sample::default();
    sample.object("<< /Type /Catalog /Pages 2 0 R >>");
    sample.object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    let content = 4 + more.len();
    let fonts: String = fonts
        .iter()
        .enumerate()
        .map(|(index, font)| format!("/F{} {font} ", index + 1))
        .collect();
    sample.object(format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << /Font << {fonts}>> /XObject << /Im1 4 0 R /Fm1 4 0 R >> >> /Annots [{annotations}] >>"
    ));
    for (entries, data) in more {
        match data {
            Some(data) => sample.stream(entries, data),
            None => sample.object(entries),
        };
    }
    sample.stream("/Filter /FlateDecode", &packed(description));
    sample.bytes()
}

pub(crate) fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// A font of the kind that Chinese programs name without bringing it along.
pub(crate) fn chinese(encoding: &str) -> String {
    format!(
        "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /{encoding} /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>] >>"
    )
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
