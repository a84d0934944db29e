//! A real terminal around a real process: bytes go in as a user's keys, the screen comes out as text. Waits are for facts
//! and have deadlines; a deadline that passes shows the screen.

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::num::NonZeroU16;

/// Between two looks at the screen.
const LOOK: Duration = Duration::from_millis(10);

/// A process on a terminal of its own.
pub struct Screen {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    seen: Arc<Mutex<Seen>>,
    stalled: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
    size: (u16, u16),
}

struct Seen {
    parser: vt100::Parser,
    /// All bytes that the process wrote.
    bytes: Vec<u8>,
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap()
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Screen {
    /// Starts `command` on a terminal of this size.
    pub fn spawn(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(pty_size(columns, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let seen = Arc::new(Mutex::new(Seen { parser, bytes: Vec::new() }));
        let stalled = Arc::new(AtomicBool::new(false));
        let stop = Arc::new(AtomicBool::new(false));
        let mut from = pair.master.try_clone_reader().unwrap();
        let (seen_there, stalled_there, stop_there) = (Arc::clone(&seen), Arc::clone(&stalled), Arc::clone(&stop));
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while !stop_there.load(Ordering::SeqCst) {
                if stalled_there.load(Ordering::SeqCst) {
                    std::thread::sleep(LOOK);
                    continue;
                }
                match from.read(&mut bytes) {
                    Ok(0) | Err(_) => break,
                    Ok(read) => {
                        let mut seen = seen_there.lock().unwrap();
                        seen.parser.process(&bytes[..read]);
                        seen.bytes.extend_from_slice(&bytes[..read]);
                    }
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self {
            child,
            master: Some(pair.master),
            writer: Some(writer),
            seen,
            stalled,
            stop,
            reader: Some(reader),
            size: (columns, rows),
        }
    }

    /// Types bytes: text, or what keys send (`"\r"`, `"\x1b[A"`, `"\x03"`).
    pub fn send(&mut self, keys: impl AsRef<[u8]>) {
        let writer = self.writer.as_mut().expect("the terminal is closed");
        writer.write_all(keys.as_ref()).unwrap();
        writer.flush().unwrap();
    }

    /// The screen as text, without blanks at the ends of lines.
    pub fn text(&self) -> String {
        let seen = self.seen.lock().unwrap();
        let mut out = String::new();
        for row in seen.parser.screen().rows(0, self.size.0) {
            out.push_str(row.trim_end());
            out.push('\n');
        }
        out
    }

    /// Whether the process is on the terminal's other screen, as full-screen programs are.
    pub fn on_other_screen(&self) -> bool {
        self.seen.lock().unwrap().parser.screen().alternate_screen()
    }

    /// Whether the terminal hides its cursor.
    pub fn cursor_hidden(&self) -> bool {
        self.seen.lock().unwrap().parser.screen().hide_cursor()
    }

    /// All bytes that came so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.lock().unwrap().bytes.clone()
    }

    /// Waits until the screen fits; panics with the screen when it does not in time.
    pub fn wait_until(&self, what: &str, within: Duration, mut fits: impl FnMut(&str) -> bool) -> String {
        let end = Instant::now() + within;
        loop {
            let text = self.text();
            if fits(&text) {
                return text;
            }
            assert!(Instant::now() < end, "no {what} within {within:?}; the screen:\n{text}");
            std::thread::sleep(LOOK);
        }
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&self, text: &str, within: Duration) -> String {
        self.wait_until(text, within, |screen| screen.contains(text))
    }

    /// Waits until something about the terminal is so.
    pub fn wait_that(&self, what: &str, within: Duration, mut so: impl FnMut(&Self) -> bool) {
        let end = Instant::now() + within;
        while !so(self) {
            assert!(Instant::now() < end, "not {what} within {within:?}; the screen:\n{}", self.text());
            std::thread::sleep(LOOK);
        }
    }

    /// Gives the terminal another size; the process gets the signal for it.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.seen.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.as_ref().expect("the terminal is closed").resize(pty_size(columns, rows)).unwrap();
    }

    /// The terminal takes no more bytes, as when a link hangs; `false` lets it go on.
    pub fn stall(&self, stalled: bool) {
        self.stalled.store(stalled, Ordering::SeqCst);
    }

    pub fn process_id(&self) -> u32 {
        self.child.process_id().expect("a process id")
    }

    /// Sends a signal to the process.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.process_id()).unwrap()).unwrap();
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Closes the terminal under the process, as a lost connection does.
    pub fn hang_up(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.stalled.store(false, Ordering::SeqCst);
        // The reader holds the terminal too; what the process draws on a new size wakes it.
        let (columns, rows) = self.size;
        self.resize(columns - 1, rows);
        if let Some(reader) = self.reader.take() {
            let end = Instant::now() + Duration::from_secs(5);
            while !reader.is_finished() {
                assert!(Instant::now() < end, "the process drew nothing on a new size");
                std::thread::sleep(LOOK);
            }
            reader.join().unwrap();
        }
        self.writer = None;
        self.master = None;
    }

    /// Waits until the process has ended.
    pub fn wait_exit(&mut self, within: Duration) -> ExitStatus {
        let end = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "the process runs on after {within:?}; the screen:\n{}", self.text());
            std::thread::sleep(LOOK);
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
