//! The client's end of the stream: a snapshot, then what changes.

use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt;
use tokio::net::UnixStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::client::{ClientError, refusal};
use super::types::StreamMessage;

/// The engine pings more often than this; a silent connection is a dead one.
pub(super) const IDLE: Duration = Duration::from_secs(45);
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A snapshot of tens of thousands of jobs fits.
const LARGEST: usize = 256 << 20;

/// Messages of one connection, in order.
#[derive(Debug)]
pub struct Messages {
    socket: WebSocketStream<UnixStream>,
}

impl Messages {
    /// The next message; `None` once the engine has closed the connection.
    pub async fn next(&mut self) -> Option<Result<StreamMessage, ClientError>> {
        loop {
            let Ok(frame) = tokio::time::timeout(IDLE, self.socket.next()).await else {
                return Some(Err(ClientError::Broken("the engine fell silent".to_owned())));
            };
            return match frame? {
                Ok(Message::Text(text)) => {
                    Some(serde_json::from_str(&text).map_err(|error| ClientError::Broken(error.to_string())))
                }
                Ok(Message::Close(_)) => None,
                Ok(_) => continue,
                Err(Error::ConnectionClosed | Error::AlreadyClosed) => None,
                Err(error) => Some(Err(ClientError::Broken(error.to_string()))),
            };
        }
    }
}

pub(super) async fn open(socket: &Path, address: &str) -> Result<Messages, ClientError> {
    let stream = UnixStream::connect(socket).await.map_err(|_| ClientError::Absent)?;
    let config = WebSocketConfig::default().max_message_size(Some(LARGEST)).max_frame_size(Some(LARGEST));
    let shaking = tokio_tungstenite::client_async_with_config(address, stream, Some(config));
    let Ok(shaken) = tokio::time::timeout(HANDSHAKE, shaking).await else {
        return Err(ClientError::Broken("no answer within 10 seconds".to_owned()));
    };
    match shaken {
        Ok((socket, _)) => Ok(Messages { socket }),
        Err(Error::Http(answer)) => Err(refusal(answer.status(), answer.body().as_deref().unwrap_or_default())),
        Err(error) => Err(ClientError::Broken(error.to_string())),
    }
}
