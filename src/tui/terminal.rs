//! The terminal as we found it, and how it is given back: on leaving, on a panic, on a signal.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, Once, PoisonError, mpsc};
use std::time::{Duration, Instant};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture};
use crossterm::queue;
use crossterm::style::{Attribute, SetAttribute, force_color_output};
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};

/// We hold the terminal and owe it back.
static HELD: AtomicBool = AtomicBool::new(false);
/// A panic is being told; whoever ends the program lets it finish.
static SAYING: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();
/// One at a time gives the terminal back; whoever comes second waits until it is done.
static RESTORING: Mutex<()> = Mutex::new(());
/// One at a time writes, so that no frame ends after the terminal was given back.
static WRITING: Mutex<()> = Mutex::new(());

/// How long a terminal that takes no bytes is waited for when it is given back.
const PATIENCE: Duration = Duration::from_millis(300);

/// Holds the terminal; dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal: raw, on its other screen. A panic gives it back before it says what went wrong.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        HOOK.call_once(|| {
            let say = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                SAYING.store(true, Ordering::SeqCst);
                restore();
                say(panic);
                SAYING.store(false, Ordering::SeqCst);
            }));
        });
        // The themes decide about colours; left alone, crossterm would also reset bold and dim under NO_COLOR.
        force_color_output(true);
        take(mouse)?;
        Ok(Self(()))
    }

    /// Takes the terminal anew, as after a suspension.
    pub fn again(&self, mouse: bool) -> io::Result<()> {
        take(mouse)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
        let end = Instant::now() + PATIENCE;
        while SAYING.load(Ordering::SeqCst) && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn take(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    HELD.store(true, Ordering::SeqCst);
    let mut bytes = Vec::new();
    queue!(bytes, EnterAlternateScreen, Hide, EnableBracketedPaste, Clear(ClearType::All))?;
    bytes.extend(mouse_bytes(mouse)?);
    write_all(&bytes)
}

/// The terminal is still ours; a panic anywhere gives it back at once.
pub fn held() -> bool {
    HELD.load(Ordering::SeqCst)
}

/// The bytes that switch mouse reports on or off.
pub fn mouse_bytes(on: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if on {
        queue!(bytes, EnableMouseCapture)?;
    } else {
        queue!(bytes, DisableMouseCapture)?;
    }
    Ok(bytes)
}

/// Gives the terminal back as it was, once; safe to call from anywhere. A terminal that takes no bytes is not waited for.
pub fn restore() {
    let _alone = lock(&RESTORING);
    if !HELD.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut bytes = Vec::new();
    let queued = queue!(
        bytes,
        EndSynchronizedUpdate,
        SetAttribute(Attribute::Reset),
        DisableMouseCapture,
        DisableBracketedPaste,
        Show,
        LeaveAlternateScreen
    );
    if queued.is_ok() {
        write_patiently(bytes);
    }
    // The terminal may be gone; then there is nothing to give back.
    let _ = disable_raw_mode();
}

/// Writes a line after the screen was left, such as the farewell. A terminal that takes no bytes is not waited for, where
/// a plain print would wait for good.
pub fn last_words(text: &str) {
    write_patiently(format!("{}\n", crate::base::printable::text(text)).into_bytes());
}

fn write_patiently(bytes: Vec<u8>) {
    let (done, waiting) = mpsc::channel();
    let spawned = std::thread::Builder::new().spawn(move || {
        let _alone = lock(&WRITING);
        // The terminal may be gone; then nobody reads this.
        let _ = write_all(&bytes);
        let _ = done.send(());
    });
    if spawned.is_ok() {
        let _ = waiting.recv_timeout(PATIENCE);
    }
}

/// Writes a frame, unless the terminal was given back in the meantime.
pub(super) fn write_frame(bytes: &[u8]) -> io::Result<()> {
    let _alone = lock(&WRITING);
    if held() { write_all(bytes) } else { Ok(()) }
}

fn lock(mutex: &Mutex<()>) -> MutexGuard<'_, ()> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes to the terminal past the lock of the standard output, which a stalled frame may hold.
fn write_all(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match rustix::io::write(rustix::stdio::stdout(), bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(rustix::io::Errno::AGAIN) => wait_writable()?,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn wait_writable() -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    let out = rustix::stdio::stdout();
    match poll(&mut [PollFd::new(&out, PollFlags::OUT)], None) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The other end of the terminal has closed it.
pub fn hung_up() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let input = rustix::stdio::stdin();
    let mut watched = [PollFd::new(&input, PollFlags::empty())];
    match poll(&mut watched, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })) {
        Ok(_) => watched[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL),
        Err(_) => false,
    }
}
