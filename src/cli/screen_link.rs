//! The wire between the terminal UI and the engine: what the stream says goes to the screen, what the user asks goes to the
//! engine, and a connection that is lost is looked for again.

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::watch;

use crate::api::types::ErrorBody;
use crate::api::{Client, ClientError};
use crate::config::Places;
use crate::tui::{Answer, EngineEnd, LinkEvent, Reply, Request};

/// Between two looks for an engine that went away.
const PAUSE: Duration = Duration::from_secs(1);

/// Serves a screen until it is gone.
pub async fn serve(end: EngineEnd, places: Places, exe: PathBuf, folder: PathBuf) {
    let EngineEnd { events, requests } = end;
    let (found, client) = watch::channel(None);
    tokio::select! {
        () = listen(events.clone(), found, places, exe, folder) => {}
        () = answer_all(requests, events, client) => {}
    }
}

/// Keeps a stream open. The first look starts an engine, and so does one after an engine that went without a word: that
/// one crashed or was killed. One that says goodbye was stopped, and stays so.
async fn listen(
    events: Sender<LinkEvent>,
    found: watch::Sender<Option<Client>>,
    places: Places,
    exe: PathBuf,
    folder: PathBuf,
) {
    let mut start = true;
    loop {
        let looked = if start { Client::connect_or_start(&places, &exe).await } else { Client::connect(&places).await };
        start = false;
        let why = match looked {
            Ok(client) => {
                let _ = found.send(Some(client.clone()));
                match forward(&client, &events, &folder).await {
                    Ok(()) => "the engine has gone".to_owned(),
                    Err(error) => {
                        start = matches!(error, ClientError::Broken(_));
                        error.to_string()
                    }
                }
            }
            Err(error) => error.to_string(),
        };
        let _ = found.send(None);
        if events.send(LinkEvent::Lost { why }).await.is_err() {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn forward(client: &Client, events: &Sender<LinkEvent>, folder: &std::path::Path) -> Result<(), ClientError> {
    let mut messages = client.stream(Some(folder)).await?;
    if events.send(LinkEvent::Connected).await.is_err() {
        return Ok(());
    }
    while let Some(message) = messages.next().await {
        if events.send(LinkEvent::Message(message?)).await.is_err() {
            break;
        }
    }
    Ok(())
}

/// One question after the other, in the order in which they were asked.
async fn answer_all(
    mut requests: Receiver<Request>,
    events: Sender<LinkEvent>,
    client: watch::Receiver<Option<Client>>,
) {
    while let Some(request) = requests.recv().await {
        let there = client.borrow().clone();
        let reply = match there {
            Some(client) => ask(&client, &request).await,
            None => Err(ClientError::Absent),
        };
        let reply = reply.map_err(body);
        if events.send(LinkEvent::Answer(Answer { request, reply })).await.is_err() {
            return;
        }
    }
}

async fn ask(client: &Client, request: &Request) -> Result<Reply, ClientError> {
    match request {
        Request::Add(add) => client.add(add).await.map(Reply::Added),
        Request::Cancel(id) => client.cancel(*id).await.map(|_| Reply::Done),
        Request::Retry(id) => client.retry(*id).await.map(|_| Reply::Done),
        Request::Remove(id) => client.remove(*id).await.map(|()| Reply::Done),
        Request::LogPage { job, from } => client.log(*job, *from).await.map(Reply::Log),
    }
}

fn body(error: ClientError) -> ErrorBody {
    match error {
        ClientError::Refused { body, .. } => body,
        other => ErrorBody { error: other.to_string(), reason: None, problems: Vec::new() },
    }
}
