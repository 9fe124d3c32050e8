//! The office as a process (办公进程): its data folder, and beside the web application the watch and the collector.

use std::fs::{File, TryLockError};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use xunwang_app::office::{App, CollectSettings, Collector, MediaWatch, TextSupply, Watch, provide_standard};
use xunwang_fetch::{FetchSettings, PoliteFetcher};
use xunwang_ports::{Store, SystemChance, SystemClock};
use xunwang_report::press::OwnPress;
use xunwang_store::{DataFolders, KeyFile, SqliteStore};
use xunwang_web::{Web, WebSettings, router};

use super::inspection::active_sites;
use super::{Failure, stop};
use crate::console;

/// An office whose data folder is open, for this process alone.
pub(crate) struct Office {
    pub(crate) app: App,
    pub(crate) store: Arc<dyn Store>,
    _lock: File,
}

/// What goes on while the office is open.
pub(crate) struct Work {
    pub(crate) settings: WebSettings,
    /// `None`: sites are not probed.
    pub(crate) watch: Option<Watch>,
    /// `None`: accounts are not looked at.
    pub(crate) media: Option<MediaWatch>,
    pub(crate) collector: Collector,
}

impl Office {
    /// Opens a data folder, and makes it where it is not there; the standard that the program carries is in it.
    pub(crate) async fn open(folder: &Path) -> Result<Self, Failure> {
        let unusable = |error: std::io::Error| {
            Failure::WrongInput(format!(
                "数据文件夹 {} 不能使用（{error}）；请检查路径和写入权限，或用 --data 另指定一个",
                folder.display()
            ))
        };
        std::fs::create_dir_all(folder).map_err(unusable)?;
        private(folder).map_err(unusable)?;
        let lock = lock(folder)?;
        let path = folder.join("xunwang.db");
        let store = SqliteStore::open_office(&path)
            .await
            .map_err(|error| Failure::Failed(format!("数据库 {} 打不开：{error}", path.display())))?;
        let store: Arc<dyn Store> = Arc::new(store);
        let app = App::new(
            Arc::clone(&store),
            Arc::new(DataFolders::new(folder)),
            Arc::new(SystemClock),
            Arc::new(SystemChance),
        )
        .with_press(Arc::new(OwnPress))
        .with_vault(Arc::new(KeyFile::new(folder.join("secret.key"))));
        provide_standard(&app).await.context("检查指标")?;
        Ok(Self {
            app,
            store,
            _lock: lock,
        })
    }

    /// Answers, probes and collects until the program is asked to stop; what is in flight is finished and kept.
    pub(crate) async fn run(self, listener: TcpListener, work: Work) -> Result<(), Failure> {
        console::note("按 Ctrl-C 停止。");
        let watching = work.watch.map(|watch| tokio::spawn(watch.run()));
        let looking = work.media.map(|media| tokio::spawn(media.run()));
        let collector = Arc::new(work.collector);
        let collecting = tokio::spawn({
            let collector = Arc::clone(&collector);
            async move { collector.run().await }
        });
        let standard = Arc::new(xunwang_rules::guobanmihan_2019_19());
        let web = Web::new(self.app.clone(), work.settings, standard);
        let service = router(web).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service)
            .with_graceful_shutdown(stop::wait_for_signal())
            .await
            .context("网页服务")?;
        for beside in [watching, looking].into_iter().flatten() {
            beside.abort();
        }
        // The next start goes on from there.
        collector.stop();
        let _ = tokio::time::timeout(Duration::from_secs(30), collecting).await;
        console::note("已停止，数据都已保存。");
        Ok(())
    }
}

/// Listens at an address of the user's.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::WrongInput(format!(
            "不能监听 {address}（{error}）；端口可能已被占用，请用 --listen 另指定一个，例如 --listen 127.0.0.1:8081"
        ))
    })
}

/// The collector of rounds.
pub(crate) fn collector(
    app: &App,
    fetch: FetchSettings,
    second_look: Duration,
    max_pages: u64,
    texts: TextSupply,
) -> Result<Collector, Failure> {
    let settings = CollectSettings {
        second_look,
        max_pages,
        in_flight_per_site: fetch.in_flight_per_host,
        active_sites: active_sites(&fetch),
        software: format!("Xunwang/{}", env!("CARGO_PKG_VERSION")),
    };
    Ok(Collector::new(
        app.clone(),
        fetcher(fetch)?,
        settings,
        Some(texts),
    ))
}

/// The way out under these settings.
pub(crate) fn fetcher(settings: FetchSettings) -> Result<Arc<PoliteFetcher>, Failure> {
    let fetcher = PoliteFetcher::new(settings).map_err(|error| Failure::Failed(error.to_string()))?;
    Ok(Arc::new(fetcher))
}

/// Is the data folder in the hands of a running program?
pub(crate) fn is_in_use(folder: &Path) -> bool {
    let open = File::open(folder.join(LOCK));
    open.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

const LOCK: &str = "serve.lock";

/// Two programs on one folder would probe each site twice: the first holds the folder for as long as it lives, and the system
/// gives it free however it ends.
fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join(LOCK);
    let unusable = |error: std::io::Error| {
        Failure::WrongInput(format!(
            "锁文件 {} 不能使用（{error}）；请检查写入权限",
            path.display()
        ))
    };
    let file = File::create(&path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::WrongInput(format!(
            "数据文件夹 {} 正由另一个 xunwang serve 使用；请先停止它，或用 --data 另指定一个文件夹",
            folder.display()
        ))),
        // Some network file systems know no locks: better to stop than to run twice.
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// The database holds names and the digests of passwords: nobody else on the machine reads it.
fn private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}
