//! What an error of the network says about the target, and what only about us.

use std::error::Error;
use std::io::{self, ErrorKind};

use xunwang_domain::exchange::FetchOutcome;

/// Why no connection came about.
pub(crate) fn of_connecting(error: &io::Error) -> FetchOutcome {
    match error.kind() {
        ErrorKind::ConnectionRefused => FetchOutcome::Refused,
        ErrorKind::TimedOut => FetchOutcome::TimedOut,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            FetchOutcome::BrokenOff
        }
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown => {
            ours(format!("本机网络不通:{error}"))
        }
        // No free socket, no free port, a local firewall: none of it is the target's fault.
        _ => ours(format!("本机无法建立连接:{error}")),
    }
}

/// Why the TLS handshake failed. A server that hangs up on our greeting speaks a version or suite that we do not, so
/// that is a failed handshake too.
pub(crate) fn of_handshake(error: &io::Error) -> FetchOutcome {
    match error.kind() {
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown => {
            of_connecting(error)
        }
        ErrorKind::TimedOut => FetchOutcome::TimedOut,
        _ => FetchOutcome::TlsFailed,
    }
}

/// Why an exchange on an open connection failed.
pub(crate) fn of_talking(error: &hyper::Error) -> FetchOutcome {
    if error.is_parse() {
        return FetchOutcome::Malformed;
    }
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io_error) = cause.downcast_ref::<io::Error>() {
            // Our own tape refuses a flood of interim answers in this way; chunk sizes that are none come so too.
            return match io_error.kind() {
                ErrorKind::InvalidData | ErrorKind::InvalidInput => FetchOutcome::Malformed,
                _ => FetchOutcome::BrokenOff,
            };
        }
        source = cause.source();
    }
    FetchOutcome::BrokenOff
}

/// A failure of our own, with its reason in Chinese.
pub(crate) fn ours(reason: impl Into<String>) -> FetchOutcome {
    FetchOutcome::OursFailed {
        reason: reason.into(),
    }
}
