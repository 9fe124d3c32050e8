//! A site on loopback whose home page links to old workbooks, each with a link to a page that is gone.

use std::io::{Cursor, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::small_site::request_head;

const HOST: &str = "www.qingchuan.example";

/// The site, and how often its files were asked for.
pub(crate) struct Site {
    address: String,
    shared: Arc<Shared>,
}

struct Shared {
    files: usize,
    asked: AtomicUsize,
    /// So many files are answered, the next ones wait.
    allowed: AtomicUsize,
}

impl Site {
    /// Serves a site with so many files.
    pub(crate) fn serve(files: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared = Arc::new(Shared {
            files,
            asked: AtomicUsize::new(0),
            allowed: AtomicUsize::new(usize::MAX),
        });
        let served = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&served);
                std::thread::spawn(move || answer(stream, &shared));
            }
        });
        Self { address, shared }
    }

    /// Counts anew, and holds the answers to all requests for files but the first so many.
    pub(crate) fn allow(&self, files: usize) {
        self.shared.asked.store(0, Ordering::SeqCst);
        self.shared.allowed.store(files, Ordering::SeqCst);
    }

    /// Requests for files since it counts.
    pub(crate) fn asked(&self) -> usize {
        self.shared.asked.load(Ordering::SeqCst)
    }

    /// Waits until a request for a file is held.
    pub(crate) fn wait_until_held(&self) {
        let begin = Instant::now();
        while self.asked() <= self.shared.allowed.load(Ordering::SeqCst) {
            assert!(begin.elapsed() < Duration::from_secs(60), "no file is asked for");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Writes register and hosts file into a folder; the words of an inspection of it into `out`.
    pub(crate) fn words(&self, folder: &Path, out: &Path) -> Vec<String> {
        let register = folder.join("台账.csv");
        let hosts = folder.join("hosts.txt");
        let row = format!("9901000001,青川市人民政府门户网站,http://{HOST}/,青川市");
        std::fs::write(
            &register,
            format!("网站标识码,网站名称,首页网址,地区或部门\n{row}\n"),
        )
        .unwrap();
        std::fs::write(&hosts, format!("{HOST} {}\n", self.address)).unwrap();
        let text = |path: &Path| path.to_str().expect("a path of this test").to_owned();
        let fixed = [
            "--as-of",
            "2026-09-15",
            "--rate",
            "inf",
            "--second-look",
            "0",
            "--retries",
            "0",
        ];
        let mut words = vec![
            "inspect".to_owned(),
            text(&register),
            "--out".to_owned(),
            text(out),
        ];
        words.extend(["--hosts".to_owned(), text(&hosts)]);
        words.extend(fixed.map(str::to_owned));
        words
    }
}

/// The address of a file, and of the page that the link in it leads to.
pub(crate) fn addresses(number: usize) -> [String; 2] {
    [
        format!("http://{HOST}/files/{number:03}.xls"),
        format!("http://{HOST}/gone/{number:03}.html"),
    ]
}

fn answer(mut stream: TcpStream, shared: &Shared) {
    let Some(head) = request_head(&mut stream) else {
        return;
    };
    let path = head.split(' ').nth(1).unwrap_or("/");
    let file = path
        .strip_prefix("/files/")
        .and_then(|name| name.strip_suffix(".xls"));
    let (status, kind, body) = match file {
        Some(number) => {
            let ticket = shared.asked.fetch_add(1, Ordering::SeqCst);
            while ticket >= shared.allowed.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(10));
            }
            let [_, gone] = addresses(number.parse().unwrap());
            (200, "application/vnd.ms-excel", old_workbook(&gone))
        }
        None if path == "/" => (200, "text/html; charset=utf-8", home(shared.files).into_bytes()),
        None => (404, "text/html", b"<p>404</p>".to_vec()),
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(&[head.as_bytes(), &body].concat());
}

fn home(files: usize) -> String {
    let items: String = (0..files)
        .map(|number| {
            format!("<li><a href=\"/files/{number:03}.xls\">青川市公示名单第{number}号</a><span>2026-09-14</span></li>")
        })
        .collect();
    format!(
        "<html><head><title>青川市人民政府</title></head><body><div class=\"header\"><h1>青川市人民政府</h1></div>
        <div class=\"main\"><ul>{items}</ul></div><div class=\"footer\">主办单位：青川市人民政府办公室</div></body></html>"
    )
}

/// A workbook of the old format (BIFF8) with one cell, B2, that links to the target.
fn old_workbook(target: &str) -> Vec<u8> {
    let record =
        |number: u16, data: &[u8]| [&number.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat();
    let address: Vec<u8> = target
        .encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect();
    let link = [
        // First and last row, first and last column.
        &[1, 0, 1, 0, 1, 0, 1, 0][..],
        // The class of a link, its version, and that an absolute moniker follows.
        &[
            0xd0, 0xc9, 0xea, 0x79, 0xf9, 0xba, 0xce, 0x11, 0x8c, 0x82, 0, 0xaa, 0, 0x4b, 0xa9, 0x0b,
        ],
        &[2, 0, 0, 0, 3, 0, 0, 0],
        // The class of the moniker for addresses.
        &[
            0xe0, 0xc9, 0xea, 0x79, 0xf9, 0xba, 0xce, 0x11, 0x8c, 0x82, 0, 0xaa, 0, 0x4b, 0xa9, 0x0b,
        ],
        &(address.len() as u32).to_le_bytes(),
        &address,
    ]
    .concat();
    let cell = [&[1, 0, 1, 0, 0, 0], &7.0_f64.to_le_bytes()[..]].concat();
    let sheet = [record(0x0203, &cell), record(0x01b8, &link)].concat();
    let start = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000a, &[]);
    let bound = |place: u32| record(0x0085, &[&place.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let place = start.len() + bound(0).len() + end.len();
    let stream = [&start, &bound(place as u32), &end, &start, &sheet, &end]
        .map(Vec::as_slice)
        .concat();
    let mut container = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    container
        .create_stream("/Workbook")
        .unwrap()
        .write_all(&stream)
        .unwrap();
    container.flush().unwrap();
    container.into_inner().into_inner()
}
