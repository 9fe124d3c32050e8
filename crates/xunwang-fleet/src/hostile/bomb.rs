//! 10 GB of zeros in some 10 MB of gzip (压缩炸弹), made as a stream.

use std::io::{self, Write as _};

use flate2::{Compression, write::GzEncoder};
use tokio::{io::AsyncWriteExt, net::TcpStream};

/// Unpacked size.
const SIZE: u64 = 10_000_000_000;
/// Zeros that are packed at a time.
const BLOCK: usize = 4 << 20;

/// Sends the bomb in chunks, as far as the visitor takes it.
pub(super) async fn send(stream: &mut TcpStream) -> io::Result<()> {
    stream
        .write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n",
        )
        .await?;
    let zeros = vec![0; BLOCK];
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    let mut sent = 0;
    while sent < SIZE {
        packer.write_all(&zeros)?;
        sent += BLOCK as u64;
        let ready = std::mem::take(packer.get_mut());
        stream.write_all(&ready).await?;
        tokio::task::yield_now().await;
    }
    stream.write_all(&packer.finish()?).await
}
