//! The wire: what clients ask and what they get, over HTTP and WebSocket on a unix socket.
//!
//! Owns the wire types, the routes, the stream and the client. Must not know how jobs are stored or how media is made.

mod answers;
pub mod blocking;
pub mod client;
mod gate;
pub mod routes;
pub mod service;
pub mod stream;
mod streaming;
pub mod types;

pub use blocking::BlockingClient;
pub use client::{Client, ClientError};
