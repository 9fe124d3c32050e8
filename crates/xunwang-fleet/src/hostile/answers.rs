//! The bad answers, one by one.

use std::{fmt::Write as _, io, time::Duration};

use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::bomb;

/// Paths that the start page links.
const PATHS: [&str; 28] = [
    "/ok",
    "/endless",
    "/slow",
    "/slow-head",
    "/bomb",
    "/loop",
    "/hop/3",
    "/hop/20",
    "/links",
    "/nest",
    "/short",
    "/long",
    "/bad-headers",
    "/no-status",
    "/big-headers",
    "/nul",
    "/charset",
    "/private",
    "/to-private/0",
    "/to-private/1",
    "/calendar/2023-09",
    "/reset",
    "/429",
    "/flaky",
    "/412",
    "/521",
    "/403-challenge",
    "/503",
];

/// Addresses that a visitor must refuse to ask, as links and as redirects.
const PRIVATE: [&str; 8] = [
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "http://10.0.0.1/",
    "http://[::1]/",
    "http://127.0.0.1:22/",
    "http://0x7f000001/",
    "http://[::ffff:169.254.169.254]/",
    "http://localhost/",
];

/// Writes the answer for a path that was asked `times` times.
pub(super) async fn answer(stream: &mut TcpStream, path: &str, host: &str, times: usize) -> io::Result<()> {
    match path {
        "/" => page(stream, &start_page()).await,
        "/endless" => endless(stream).await,
        "/slow" => {
            head(stream, "200 OK", "Content-Type: text/html\r\nContent-Length: 100000\r\n").await?;
            trickle(stream, b"<html><body>").await
        }
        "/slow-head" => trickle(stream, b"HTTP/1.1 200 OK\r\nX-Slow: ").await,
        "/bomb" => bomb::send(stream).await,
        "/loop" => redirect(stream, "/loop").await,
        "/links" => page(stream, &many_links()).await,
        "/nest" => page(stream, &format!("<html><body>{}x", "<div>".repeat(10_000))).await,
        "/short" => {
            head(stream, "200 OK", "Content-Type: text/html\r\nContent-Length: 10\r\nConnection: close\r\n").await?;
            stream.write_all(b"<html><body>longer than announced</body></html>").await
        }
        "/long" => {
            head(stream, "200 OK", "Content-Type: text/html\r\nContent-Length: 5000\r\nConnection: close\r\n").await?;
            stream.write_all(b"<html><body>shorter than announced</body></html>").await
        }
        "/bad-headers" => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-\x01Bad\xff: \x00\x02\r\nno colon here\r\n\r\n<html></html>")
                .await
        }
        "/no-status" => stream.write_all(b"<html><body>no status line</body></html>").await,
        "/big-headers" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            for number in 0..1024 {
                stream.write_all(format!("X-{number}: {}\r\n", "y".repeat(1000)).as_bytes()).await?;
            }
            stream.write_all(b"\r\n<html></html>").await
        }
        "/nul" => body(stream, "text/html; charset=utf-8", b"<html>\0<body>\0<a href=\"/\0ok\">n\0ul</a>\0</body></html>").await,
        "/charset" => {
            let (gbk, ..) = encoding_rs::GBK.encode("<html><head><meta charset=\"utf-16\"><title>编码声明错误的页面</title></head><body>这一页的字节是国标码。</body></html>");
            body(stream, "text/html; charset=utf-8", &gbk).await
        }
        "/private" => page(stream, &private_links()).await,
        "/reset" => {
            head(stream, "200 OK", "Content-Type: text/html\r\nContent-Length: 100000\r\n").await?;
            stream.write_all(b"<html><body>").await?;
            stream.flush().await?;
            // Closing with a lingering time of zero sends a reset, where no proper end came before.
            stream.set_zero_linger()?;
            Err(io::ErrorKind::ConnectionReset.into())
        }
        "/never" => std::future::pending().await,
        "/429" => {
            head(stream, "429 Too Many Requests", "Retry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n").await
        }
        "/503" => {
            head(stream, "503 Service Unavailable", "Retry-After: 86400\r\nContent-Length: 0\r\nConnection: close\r\n").await
        }
        "/flaky" if times % 3 == 1 => {
            head(stream, "500 Internal Server Error", "Content-Length: 0\r\nConnection: close\r\n").await
        }
        "/ok" | "/flaky" => page(stream, "<html><head><title>正常</title></head><body>正常</body></html>").await,
        "/412" => challenge(stream, "412 Precondition Failed").await,
        "/521" => challenge(stream, "521 Web Server Is Down").await,
        "/403-challenge" => challenge(stream, "403 Forbidden").await,
        other => numbered(stream, other, host).await,
    }
}

/// `/hop/N`, `/to-private/N`, `/calendar/YYYY-MM`; everything else is 404.
async fn numbered(stream: &mut TcpStream, path: &str, host: &str) -> io::Result<()> {
    if let Some(left) = path
        .strip_prefix("/hop/")
        .and_then(|number| number.parse::<u32>().ok())
    {
        let next = if left <= 1 {
            "/ok".to_owned()
        } else {
            format!("http://{host}/hop/{}", left - 1)
        };
        return redirect(stream, &next).await;
    }
    if let Some(number) = path
        .strip_prefix("/to-private/")
        .and_then(|number| number.parse::<usize>().ok())
    {
        return redirect(stream, PRIVATE[number % PRIVATE.len()]).await;
    }
    if let Some((year, month)) = path
        .strip_prefix("/calendar/")
        .and_then(|month| month.split_once('-'))
        && let (Ok(year), Ok(month)) = (year.parse::<u32>(), month.parse::<u32>())
    {
        let months = year.min(9999) * 12 + month.clamp(1, 12) - 1;
        let link = |months: u32| format!("/calendar/{}-{:02}", months / 12, months % 12 + 1);
        let text = format!(
            "<html><body><a href=\"{}\">上月</a> {year}-{month} <a href=\"{}\">下月</a></body></html>",
            link(months.saturating_sub(1)),
            link(months + 1)
        );
        return page(stream, &text).await;
    }
    head(
        stream,
        "404 Not Found",
        "Content-Length: 0\r\nConnection: close\r\n",
    )
    .await
}

async fn head(stream: &mut TcpStream, status: &str, headers: &str) -> io::Result<()> {
    stream
        .write_all(format!("HTTP/1.1 {status}\r\n{headers}\r\n").as_bytes())
        .await
}

async fn body(stream: &mut TcpStream, content_type: &str, bytes: &[u8]) -> io::Result<()> {
    let headers = format!(
        "Content-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n",
        bytes.len()
    );
    head(stream, "200 OK", &headers).await?;
    stream.write_all(bytes).await
}

async fn page(stream: &mut TcpStream, text: &str) -> io::Result<()> {
    body(stream, "text/html; charset=utf-8", text.as_bytes()).await
}

async fn redirect(stream: &mut TcpStream, to: &str) -> io::Result<()> {
    let headers = format!("Location: {to}\r\nContent-Length: 0\r\nConnection: close\r\n");
    head(stream, "302 Found", &headers).await
}

async fn challenge(stream: &mut TcpStream, status: &str) -> io::Result<()> {
    const PAGE: &str = "<!DOCTYPE html><html><head><script>var _0x1='acw_sc__v2';document.cookie='__jsl_clearance_s=1';\
        setTimeout(function(){location.reload()},1500);</script></head><body></body></html>";
    let headers = format!(
        "Content-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n",
        PAGE.len()
    );
    head(stream, status, &headers).await?;
    stream.write_all(PAGE.as_bytes()).await
}

/// Fast and without end: it is for the visitor to stop reading.
async fn endless(stream: &mut TcpStream) -> io::Result<()> {
    head(
        stream,
        "200 OK",
        "Content-Type: text/html\r\nConnection: close\r\n",
    )
    .await?;
    let block = "<p><a href=\"/ok\">没有尽头的页面</a></p>\n".repeat(500);
    loop {
        stream.write_all(block.as_bytes()).await?;
    }
}

/// The start at once, then a byte a second.
async fn trickle(stream: &mut TcpStream, start: &[u8]) -> io::Result<()> {
    stream.write_all(start).await?;
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stream.write_all(b"x").await?;
    }
}

fn start_page() -> String {
    let mut out = String::from("<html><head><meta charset=\"utf-8\"><title>恶意站点</title></head><body>\n");
    for path in PATHS {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "<p><a href=\"{path}\">{path}</a></p>");
    }
    out.push_str("</body></html>");
    out
}

fn many_links() -> String {
    let mut out = String::from("<html><body>\n");
    for number in 0..100_000 {
        let _ = writeln!(out, "<a href=\"/hop/{number}?from=links\">{number}</a>");
    }
    out
}

fn private_links() -> String {
    let mut out = String::from("<html><body>\n");
    for (number, address) in PRIVATE.iter().enumerate() {
        let _ = writeln!(
            out,
            "<a href=\"{address}\">内网</a> <img src=\"{address}x.png\"> <a href=\"/to-private/{number}\">跳转</a>"
        );
    }
    out
}
