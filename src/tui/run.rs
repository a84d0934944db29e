//! The loop around the model: keys, signals, the link and time come in; frames and requests go out. It never waits for
//! the terminal, and never for the engine.

use std::fmt;
use std::io::{self, IsTerminal};
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::event::{Event, EventStream};
use crossterm::queue;
use futures_util::StreamExt;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, sleep_until, timeout};

use super::draw::draw;
use super::link::{Backlog, Link, LinkEvent, Request};
use super::model::{Effect, Model};
use super::options::Options;
use super::terminal::{Guard, held, hung_up, mouse_bytes, restore};
use super::themes::Role;
use super::update::Input;
use super::words;
use super::writer::{Writer, frame};
use crate::base::clock::{Clock, SystemClock};

/// Between two frames while something runs, and while nothing does.
const BUSY_GAP: Duration = Duration::from_millis(125);
const IDLE_GAP: Duration = Duration::from_millis(500);
/// Between two looks at time and terminal.
const TICK: Duration = Duration::from_millis(250);
/// Events of the link that are taken in one go.
const GULP: usize = 256;
/// The largest screen that is drawn; a terminal that claims more gets its upper left corner.
const LARGEST: (u16, u16) = (1000, 500);
/// Bytes that are put on a clipboard at most; many terminals drop more.
const CLIPBOARD: usize = 64 * 1024;

/// How the screen was left, and what goes on without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Farewell {
    pub running: usize,
    pub waiting: usize,
    /// The engine was there when the screen was left.
    pub connected: bool,
    /// The number of the signal that ended it, if one did.
    pub signal: Option<i32>,
}

impl fmt::Display for Farewell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.connected {
            return out
                .write_str("the engine was out of reach; rushes engine status says more. Come back with: rushes");
        }
        out.write_str("engine goes on; ")?;
        match (self.running, self.waiting) {
            (0, 0) => out.write_str("no job runs")?,
            (0, waiting) => {
                write!(out, "{} {}", words::count(waiting, "job"), if waiting == 1 { "waits" } else { "wait" })?
            }
            (running, _) => {
                write!(out, "{} {}", words::count(running, "job"), if running == 1 { "runs" } else { "run" })?
            }
        }
        out.write_str(". Come back with: rushes")
    }
}

/// Shows the screen until the user leaves, a signal comes or the terminal is gone. The terminal is as it was when this
/// returns.
pub async fn run(link: Link, options: Options) -> io::Result<Farewell> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(io::Error::other("this needs a terminal; rushes jobs prints the queue without one"));
    }
    let mut signals = Signals::new()?;
    let mut resumed = signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?;
    let size = crossterm::terminal::size()?;
    let size = (size.0.min(LARGEST.0), size.1.min(LARGEST.1));
    let clock = SystemClock;
    let mut screen = Screen {
        model: Model::new(&options, size, clock.unix_ms(), TimeZone::system()),
        shows: Buffer::empty(Rect::ZERO),
        clear: true,
        extra: Vec::new(),
        writer: Writer::start()?,
        drawn: Instant::now() - IDLE_GAP,
        backlog: Backlog::default(),
    };
    let guard = Guard::enter(options.mouse)?;
    let mut events = EventStream::new();
    let Link { events: mut from_engine, requests } = link;
    let mut engine_there = true;
    let mut tick = Instant::now() + TICK;
    let signal = loop {
        screen.hand_over(&requests);
        screen.show()?;
        if screen.writer.gone() {
            break None;
        }
        if !held() {
            return Err(io::Error::other("a part of the program failed; the engine goes on"));
        }
        let input = tokio::select! {
            biased;
            number = signals.end() => break Some(number),
            _ = resumed.recv() => {
                guard.again(screen.model.mouse)?;
                screen.anew();
                continue;
            }
            event = events.next() => match event {
                Some(Ok(Event::Key(key))) => Input::Key(key),
                Some(Ok(Event::Mouse(mouse))) => Input::Mouse(mouse),
                Some(Ok(Event::Paste(text))) => Input::Paste(text),
                Some(Ok(Event::Resize(columns, rows))) => {
                    Input::Resize(columns.min(LARGEST.0), rows.min(LARGEST.1))
                }
                Some(Ok(_)) => continue,
                // The terminal can't be read any more.
                Some(Err(_)) | None => break None,
            },
            event = from_engine.recv(), if engine_there => match event {
                Some(event) => Input::Link(event),
                None => {
                    engine_there = false;
                    Input::Link(LinkEvent::Lost { why: "the connection to the engine was given up".to_owned() })
                }
            },
            // There is room for another request, or nobody takes any more.
            _ = requests.reserve(), if !screen.backlog.is_empty() => continue,
            () = screen.writer.arrived.notified() => continue,
            () = sleep_until(screen.due().min(tick)) => {
                if Instant::now() < tick {
                    continue;
                }
                tick = Instant::now() + TICK;
                if hung_up() {
                    break None;
                }
                Input::Tick
            }
        };
        let mut effects = screen.model.update(input, clock.unix_ms());
        for _ in 0..GULP {
            let Ok(event) = from_engine.try_recv() else { break };
            effects.extend(screen.model.update(Input::Link(event), clock.unix_ms()));
        }
        match screen.carry_out(effects)? {
            Next::Go => {}
            Next::Leave => break None,
            Next::Suspend => {
                suspend(&mut resumed).await?;
                guard.again(screen.model.mouse)?;
                screen.anew();
            }
        }
    };
    drop(guard);
    let world = screen.model.shown();
    Ok(Farewell {
        running: world.running(),
        waiting: world.waiting(),
        connected: screen.model.connection == super::model::Connection::Connected,
        signal,
    })
}

/// What the loop does after the effects of an input.
#[derive(PartialEq)]
enum Next {
    Go,
    Suspend,
    Leave,
}

/// The model, what the terminal shows of it, and the way there.
struct Screen {
    model: Model,
    shows: Buffer,
    /// The next frame starts from an empty screen.
    clear: bool,
    /// Bytes that go before the next frame.
    extra: Vec<u8>,
    writer: Writer,
    drawn: Instant,
    backlog: Backlog,
}

impl Screen {
    /// When the next frame may go out; far away where there is nothing to show.
    fn due(&self) -> Instant {
        if !self.model.dirty || !self.writer.idle() {
            return Instant::now() + Duration::from_secs(3600);
        }
        if self.model.urgent {
            return Instant::now();
        }
        self.drawn + if self.model.shown().running() > 0 { BUSY_GAP } else { IDLE_GAP }
    }

    /// Draws and sends what changed, where it is time and the terminal has taken the last frame.
    fn show(&mut self) -> io::Result<()> {
        if !self.extra.is_empty() {
            self.model.dirty = true;
            self.model.urgent = true;
        }
        if self.due() > Instant::now() || !held() {
            return Ok(());
        }
        let area = Rect::new(0, 0, self.model.size.0, self.model.size.1);
        let mut wanted = Buffer::empty(area);
        let cursor = draw(&mut self.model, &mut wanted);
        if self.shows.area != area || self.clear {
            self.shows = Buffer::empty(area);
            self.clear = true;
        }
        let mut bytes = std::mem::take(&mut self.extra);
        bytes.extend(frame(&self.shows, &wanted, cursor, self.clear)?);
        if self.writer.send(bytes) {
            self.shows = wanted;
            self.clear = false;
            self.model.dirty = false;
            self.model.urgent = false;
            self.drawn = Instant::now();
        }
        Ok(())
    }

    /// Does what the model asks for, as far as it needs no waiting.
    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<Next> {
        let mut next = Next::Go;
        for effect in effects {
            match effect {
                Effect::Ask(request) => {
                    if !self.backlog.add(request) {
                        self.model.say("the engine is slow to answer; not all of this was sent", Role::Warning);
                    }
                }
                Effect::Copy(text) if text.len() > CLIPBOARD => {
                    self.model.say("too long for a clipboard; nothing was copied", Role::Warning);
                }
                Effect::Copy(text) => queue!(self.extra, CopyToClipboard::to_clipboard_from(text))?,
                Effect::Mouse(on) => self.extra.extend(mouse_bytes(on)?),
                Effect::Redraw => self.anew(),
                Effect::Suspend if next == Next::Go => next = Next::Suspend,
                Effect::Suspend => {}
                Effect::Leave => next = Next::Leave,
            }
        }
        Ok(next)
    }

    fn hand_over(&mut self, requests: &Sender<Request>) {
        if !self.backlog.hand_over(requests) {
            self.model.say("the engine is out of reach; this was not sent", Role::Warning);
        }
    }

    fn anew(&mut self) {
        self.clear = true;
        self.model.dirty = true;
        self.model.urgent = true;
    }
}

struct Signals {
    term: Signal,
    hangup: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self {
            term: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// The number of the first signal that asks to end.
    async fn end(&mut self) -> i32 {
        tokio::select! {
            _ = self.term.recv() => 15,
            _ = self.hangup.recv() => 1,
            _ = self.interrupt.recv() => 2,
        }
    }
}

/// Gives the terminal to the shell until it says to go on. Where nobody can stop us, we come back at once.
async fn suspend(resumed: &mut Signal) -> io::Result<()> {
    restore();
    rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
    // No answer within the second means that the signal was not heeded; time spent stopped does not count.
    let _ = timeout(Duration::from_secs(1), resumed.recv()).await;
    Ok(())
}
