//! Ctrl-C and SIGTERM: what is in flight is finished, the rest goes on at the next call.

use std::sync::Arc;

use tokio::task::AbortHandle;
use xunwang_app::visit::Stop;

use crate::console;

/// Asks to stop on the first signal, leaves at once on the second, until it is aborted.
pub(crate) fn on_signals(stop: Arc<Stop>) -> AbortHandle {
    let waiting = tokio::spawn(async move {
        wait_for_signal().await;
        console::note("正在停止：等待进行中的请求结束（再按一次 Ctrl-C 立即退出）");
        stop.ask();
        wait_for_signal().await;
        std::process::exit(1);
    });
    waiting.abort_handle()
}

pub(crate) async fn wait_for_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            // Without the one there is still the other.
            let _ = interrupt.await;
        }
    }
}
