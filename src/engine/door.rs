//! The socket that clients come through: for its owner only, and put back if somebody takes it away.

use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream, unix};

use crate::base::{Failure, Reason, printable};
use crate::config::Places;

/// The kernel's room for a socket's path.
const LONGEST: usize = 107;
/// How often the door is looked at from outside.
const LOOK: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub struct Door {
    listener: UnixListener,
    path: PathBuf,
    inode: u64,
}

impl Door {
    /// Opens the door. Only for whoever holds the engine's lock: a socket that is left over is replaced.
    pub(super) fn open(places: &Places) -> Result<Self, Failure> {
        use std::os::unix::ffi::OsStrExt;
        let path = places.socket();
        if path.as_os_str().as_bytes().len() > LONGEST {
            return Err(Failure::new(
                Reason::Permission,
                format!(
                    "{}: the path of the engine's socket is longer than the {LONGEST} bytes that the system takes; \
                     set RUSHES_HOME to a shorter folder",
                    printable::path(&path)
                ),
            ));
        }
        clear(&path)?;
        let (listener, inode) = bind(&path).map_err(|error| Failure::io("open the engine's socket", &path, &error))?;
        Ok(Self { listener, path, inode })
    }

    /// The next client. Passing errors are waited out, and a door that was taken away is made anew.
    pub async fn accept(&mut self) -> (UnixStream, unix::SocketAddr) {
        loop {
            match tokio::time::timeout(LOOK, self.listener.accept()).await {
                Ok(Ok(client)) => return client,
                Ok(Err(error)) => {
                    tracing::warn!("a client could not be let in: {error}");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                Err(_) => self.put_back(),
            }
        }
    }

    pub fn local_addr(&self) -> io::Result<unix::SocketAddr> {
        self.listener.local_addr()
    }

    fn put_back(&mut self) {
        match std::fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => match bind(&self.path) {
                Ok((listener, inode)) => (self.listener, self.inode) = (listener, inode),
                Err(error) => tracing::warn!("{}: the socket can't be put back: {error}", printable::path(&self.path)),
            },
            _ => {}
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        // Only our own: another engine's door may stand there by now.
        if std::fs::symlink_metadata(&self.path).is_ok_and(|meta| meta.ino() == self.inode) {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

fn bind(path: &Path) -> io::Result<(UnixListener, u64)> {
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok((listener, std::fs::symlink_metadata(path)?.ino()))
}

/// Removes a socket that nobody answers on; anything else there is somebody's, and stays.
fn clear(path: &Path) -> Result<(), Failure> {
    let there = |what: &str| Failure::new(Reason::Permission, format!("{}: {what}", printable::path(path)));
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Failure::io("look for the engine's socket", path, &error)),
        Ok(meta) if !meta.file_type().is_socket() => {
            Err(there("the engine's socket belongs here, but this is no socket; move it away"))
        }
        Ok(_) if std::os::unix::net::UnixStream::connect(path).is_ok() => {
            Err(there("another program answers on the engine's socket; end it first"))
        }
        Ok(_) => {
            std::fs::remove_file(path).map_err(|error| Failure::io("remove the engine's old socket", path, &error))
        }
    }
}
