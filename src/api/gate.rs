//! Who may come in: this user, from a program that is no browser's page.

use std::io;

use axum::extract::Request;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::serve::{IncomingStream, Listener};
use tokio::net::{UnixStream, unix};

use super::answers::No;
use crate::engine::Door;

/// The engine's door, as the server takes clients from it.
pub(super) struct Entrance(pub Door);

impl Listener for Entrance {
    type Io = UnixStream;
    type Addr = unix::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        self.0.accept().await
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// The user behind a connection, as the kernel says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer {
    uid: Option<u32>,
}

impl Connected<IncomingStream<'_, Entrance>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Entrance>) -> Self {
        Self { uid: stream.io().peer_cred().ok().map(|cred| cred.uid()) }
    }
}

/// Lets only the engine's own user in, and no request that a web page sent.
pub(super) async fn check(ConnectInfo(peer): ConnectInfo<Peer>, request: Request, next: Next) -> Response {
    let own = rustix::process::geteuid().as_raw();
    if peer.uid != Some(own) {
        return No::new(StatusCode::FORBIDDEN, "this engine belongs to another user").into_response();
    }
    if request.headers().contains_key(header::ORIGIN) {
        return No::new(StatusCode::FORBIDDEN, "requests from web pages are not taken").into_response();
    }
    next.run(request).await
}
