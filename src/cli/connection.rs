//! Keeps the terminal screen connected to the engine of this box.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore};

use crate::api::client::{Client, ClientError};
use crate::api::types::ErrorBody;
use crate::config::Places;
use crate::tui::link::{Answer, EngineEnd, LinkEvent, Reply, Request};

/// Requests that may be under way at once.
const UNDER_WAY: usize = 8;
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Keeps a screen connected until it closes its end: the stream of `folder`, and the requests that the user makes.
pub async fn serve(end: EngineEnd, places: Places, exe: PathBuf, folder: PathBuf) {
    let EngineEnd { events, mut requests } = end;
    let client: Arc<Mutex<Option<Client>>> = Arc::default();
    let streaming = {
        let (events, client) = (events.clone(), Arc::clone(&client));
        tokio::spawn(async move {
            // The first time the engine is started where there is none.
            let mut may_start = true;
            let mut wait = FIRST_WAIT;
            loop {
                let (ended, was_connected) = stream(&places, &exe, &folder, may_start, &events, &client).await;
                *client.lock().await = None;
                if was_connected {
                    wait = FIRST_WAIT;
                }
                let why = match &ended {
                    Ended::ScreenGone => return,
                    // Somebody stopped it: starting it again unasked would fight that person.
                    Ended::Stopped => "the engine was stopped; `rushes engine start` starts it".to_owned(),
                    Ended::Broken(why) => why.clone(),
                };
                may_start = matches!(ended, Ended::Broken(_)) && (was_connected || may_start);
                if events.send(LinkEvent::Lost { why }).await.is_err() {
                    return;
                }
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        })
    };
    let gate = Arc::new(Semaphore::new(UNDER_WAY));
    while let Some(request) = requests.recv().await {
        let Ok(permit) = Arc::clone(&gate).acquire_owned().await else { break };
        let client = client.lock().await.clone();
        let events = events.clone();
        tokio::spawn(async move {
            let reply = match client {
                Some(client) => ask(&client, &request).await,
                None => Err(refusal("no engine is connected; it is tried again by itself")),
            };
            // A screen that is gone needs no answer.
            let _ = events.send(LinkEvent::Answer(Answer { request, reply })).await;
            drop(permit);
        });
    }
    streaming.abort();
}

enum Ended {
    ScreenGone,
    Stopped,
    Broken(String),
}

/// One connection from its beginning to its end; whether there was one at all.
async fn stream(
    places: &Places,
    exe: &Path,
    folder: &Path,
    may_start: bool,
    events: &tokio::sync::mpsc::Sender<LinkEvent>,
    shared: &Mutex<Option<Client>>,
) -> (Ended, bool) {
    let connected = match may_start {
        true => Client::connect_or_start(places, exe).await,
        false => Client::connect(places).await,
    };
    let opened = match connected {
        Ok(client) => client.stream(Some(folder)).await.map(|messages| (client, messages)),
        Err(error) => Err(error),
    };
    let (client, mut messages) = match opened {
        Ok(opened) => opened,
        Err(error) => return (Ended::Broken(error.to_string()), false),
    };
    *shared.lock().await = Some(client);
    if events.send(LinkEvent::Connected).await.is_err() {
        return (Ended::ScreenGone, true);
    }
    loop {
        match messages.next().await {
            Some(Ok(message)) => {
                if events.send(LinkEvent::Message(message)).await.is_err() {
                    return (Ended::ScreenGone, true);
                }
            }
            Some(Err(error)) => return (Ended::Broken(error.to_string()), true),
            None => return (Ended::Stopped, true),
        }
    }
}

async fn ask(client: &Client, request: &Request) -> Result<Reply, ErrorBody> {
    let reply = match request {
        Request::Add(add) => client.add(add).await.map(Reply::Added),
        Request::Cancel(id) => client.cancel(*id).await.map(|_| Reply::Done),
        Request::Retry(id) => client.retry(*id).await.map(|_| Reply::Done),
        Request::Remove(id) => client.remove(*id).await.map(|()| Reply::Done),
        Request::LogPage { job, from } => client.log(*job, *from).await.map(Reply::Log),
    };
    reply.map_err(|error| match error {
        ClientError::Refused { body, .. } => body,
        other => refusal(&other.to_string()),
    })
}

fn refusal(sentence: &str) -> ErrorBody {
    ErrorBody { error: sentence.to_owned(), reason: None, problems: Vec::new() }
}
