//! The log of a job, read from the report of its newest attempt: the attempt's folder is where logs are kept.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::view::LogPage;
use crate::base::printable;
use crate::export::event::{Event, LogLine};
use crate::worker::order::Report;

/// Bytes of a report that are read in one go.
const PIECE: u64 = 1 << 20;
/// Pieces that are looked at for one line. Most of a long report is progress, and a client should not have to ask for each.
const PIECES: usize = 16;
/// Letters of one line that are shown.
const LONGEST: usize = 4096;

/// The page that begins at byte `from`. A report that is shorter than that is another one, and read from its beginning.
pub(super) fn page(file: &Path, from: u64) -> io::Result<LogPage> {
    let mut report = match File::open(file) {
        Ok(report) => report,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(LogPage { lines: Vec::new(), next: 0, file: None });
        }
        Err(error) => return Err(error),
    };
    let length = report.metadata()?.len();
    let from = if from > length { 0 } else { from };
    let mut page = LogPage { lines: Vec::new(), next: from, file: Some(file.to_path_buf()) };
    let mut bytes = Vec::new();
    for _ in 0..PIECES {
        report.seek(SeekFrom::Start(page.next))?;
        bytes.clear();
        report.by_ref().take(PIECE).read_to_end(&mut bytes)?;
        let whole = match bytes.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => last + 1,
            // A piece full of one line that never ends is skipped; a line that is being written is waited for.
            None if bytes.len() as u64 == PIECE => bytes.len(),
            None => 0,
        };
        page.next += whole as u64;
        page.lines.extend(bytes[..whole].split(|byte| *byte == b'\n').filter_map(log_line));
        if whole == 0 || !page.lines.is_empty() {
            break;
        }
    }
    Ok(page)
}

fn log_line(line: &[u8]) -> Option<LogLine> {
    // Much quicker than reading a line of progress in full.
    if !std::str::from_utf8(line).ok()?.contains("\"log\"") {
        return None;
    }
    match serde_json::from_slice::<Report>(line).ok()?.event {
        Event::Log(line) => Some(tidy(line)),
        _ => None,
    }
}

/// A line as it may be shown: no control sequences, not endless.
pub(super) fn tidy(line: LogLine) -> LogLine {
    let mut text = printable::text(line.text.trim_end());
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    LogLine { text, ..line }
}
