//! The wire: what clients ask and what they get, over HTTP and WebSocket on a unix socket.
//!
//! Owns the wire types, the routes, the stream and the client. Must not know how jobs are stored or how media is made.

pub mod blocking;
pub mod client;
pub mod stream;
pub mod types;

pub use client::{Client, ClientError};
