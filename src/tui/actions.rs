//! Everything that a key can do, in one table. It makes the keymap, the hint line, the help, the palette and the table
//! of keys in the README.

/// Where the keys of a user go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Queue,
    Projects,
    Phases,
    Log,
}

impl Place {
    pub const ALL: [Self; 4] = [Self::Queue, Self::Projects, Self::Phases, Self::Log];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Projects => "projects",
            Self::Phases => "phases",
            Self::Log => "log",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    Up,
    Down,
    Top,
    Bottom,
    PageUp,
    PageDown,
    HalfUp,
    HalfDown,
    NextPane,
    PreviousPane,
    ShowPhases,
    ShowLog,
    Open,
    Back,
    Add,
    AddAll,
    Cancel,
    Retry,
    Remove,
    Mark,
    MarkRange,
    MarkAll,
    Find,
    NextFound,
    PreviousFound,
    Follow,
    Level,
    Expand,
    Log,
    Copy,
    GoQueue,
    GoProjects,
    Freeze,
    Palette,
    Help,
    Theme,
    Mouse,
    Redraw,
    Suspend,
    Quit,
}

/// One line of the table.
#[derive(Debug)]
pub struct Entry {
    pub action: Action,
    /// The name in the palette.
    pub name: &'static str,
    /// The word in the hint line; empty where it never stands there.
    pub hint: &'static str,
    /// What it does, as a sentence without its full stop.
    pub help: &'static str,
    pub keys: &'static [&'static str],
    pub places: &'static [Place],
    /// Lower comes first in the hint line.
    pub rank: u8,
}

const EVERYWHERE: &[Place] = &Place::ALL;
const LISTS: &[Place] = &[Place::Queue, Place::Projects];
const JOBS: &[Place] = &[Place::Queue, Place::Phases, Place::Log];

const fn entry(
    action: Action,
    name: &'static str,
    hint: &'static str,
    help: &'static str,
    keys: &'static [&'static str],
    places: &'static [Place],
    rank: u8,
) -> Entry {
    Entry { action, name, hint, help, keys, places, rank }
}

/// The table. Its order is the order of the help.
pub const TABLE: &[Entry] = &[
    entry(
        Action::Open,
        "open",
        "open",
        "open what is under the cursor",
        &["Enter"],
        &[Place::Queue, Place::Projects, Place::Phases],
        8,
    ),
    entry(
        Action::Expand,
        "expand line",
        "expand",
        "show the whole line, or cut it again",
        &["Enter"],
        &[Place::Log],
        6,
    ),
    entry(Action::Back, "back", "back", "one level back; never destroys anything", &["Esc"], EVERYWHERE, 70),
    entry(Action::Add, "add export", "add", "queue the default export of the project", &["a"], LISTS, 10),
    entry(
        Action::AddAll,
        "add all exports",
        "add all",
        "queue every export of the project",
        &["A"],
        &[Place::Projects],
        15,
    ),
    entry(Action::Retry, "retry", "retry", "queue the job again; finished chunks are used", &["r"], JOBS, 12),
    entry(Action::Cancel, "cancel", "cancel", "stop the job for good; its chunks stay on disk", &["x"], JOBS, 14),
    entry(Action::Remove, "remove", "remove", "take the ended job off the list", &["D", "Del"], JOBS, 40),
    entry(Action::Log, "log", "log", "go to the log of the job", &["l"], &[Place::Queue, Place::Phases], 25),
    entry(Action::Follow, "follow", "follow", "stay at the newest line, or stop there", &["f"], &[Place::Log], 5),
    entry(Action::Level, "level filter", "level", "show other levels of the log", &["L"], &[Place::Log], 7),
    entry(Action::Find, "find", "find", "filter the list or search the log; !word excludes", &["/"], EVERYWHERE, 30),
    entry(Action::NextFound, "next found", "next", "go to the next line that was found", &["n"], &[Place::Log], 31),
    entry(
        Action::PreviousFound,
        "previous found",
        "",
        "go to the previous line that was found",
        &["N"],
        &[Place::Log],
        0,
    ),
    entry(Action::Copy, "copy", "copy", "copy the path or the line, and show what was copied", &["y"], EVERYWHERE, 45),
    entry(Action::Mark, "mark", "mark", "mark the row; actions apply to all marked ones", &["Space"], LISTS, 42),
    entry(Action::MarkRange, "mark range", "", "begin or end a range of marks", &["v"], LISTS, 0),
    entry(Action::MarkAll, "mark all", "", "mark every row shown, or none", &["*"], LISTS, 0),
    entry(Action::Up, "up", "", "one row up", &["k", "Up"], EVERYWHERE, 0),
    entry(Action::Down, "down", "", "one row down", &["j", "Down"], EVERYWHERE, 0),
    entry(Action::Top, "top", "", "to the first row", &["g g", "Home"], EVERYWHERE, 0),
    entry(Action::Bottom, "bottom", "", "to the last row", &["G", "End"], EVERYWHERE, 0),
    entry(Action::PageUp, "page up", "", "one page up", &["PgUp"], EVERYWHERE, 0),
    entry(Action::PageDown, "page down", "", "one page down", &["PgDn"], EVERYWHERE, 0),
    entry(Action::HalfUp, "half a page up", "", "half a page up", &["Ctrl-U"], EVERYWHERE, 0),
    entry(Action::HalfDown, "half a page down", "", "half a page down", &["Ctrl-D"], EVERYWHERE, 0),
    entry(Action::NextPane, "next pane", "pane", "to the next pane", &["Tab"], EVERYWHERE, 50),
    entry(Action::PreviousPane, "previous pane", "", "to the previous pane", &["Shift-Tab"], EVERYWHERE, 0),
    entry(Action::ShowPhases, "phases pane", "", "show the phases of the job", &["1"], EVERYWHERE, 0),
    entry(Action::ShowLog, "log pane", "", "show the log of the job", &["2"], EVERYWHERE, 0),
    entry(Action::GoQueue, "queue", "queue", "go to the queue", &["F2", "g q"], EVERYWHERE, 37),
    entry(
        Action::GoProjects,
        "projects",
        "projects",
        "go to the projects of this folder",
        &["F3", "g p"],
        EVERYWHERE,
        36,
    ),
    entry(Action::Freeze, "freeze", "", "let the view stand still, and count what it misses", &["F"], EVERYWHERE, 0),
    entry(Action::Palette, "palette", "", "find any action by its name", &[":"], EVERYWHERE, 0),
    entry(Action::Help, "help", "help", "show the keys of this place", &["?", "F1", "F8", "g h"], EVERYWHERE, 60),
    entry(Action::Theme, "theme", "", "go on to the next theme", &["t"], EVERYWHERE, 0),
    entry(Action::Mouse, "mouse", "", "take mouse clicks, or leave the mouse to the terminal", &["m"], EVERYWHERE, 0),
    entry(Action::Redraw, "redraw", "", "draw the whole screen anew", &["Ctrl-L"], EVERYWHERE, 0),
    entry(
        Action::Suspend,
        "suspend",
        "",
        "give the terminal back to the shell; fg comes back",
        &["Ctrl-Z"],
        EVERYWHERE,
        0,
    ),
    entry(Action::Quit, "leave", "leave", "leave; the engine goes on", &["q", "Ctrl-C"], EVERYWHERE, 65),
];

/// The entry of an action.
pub fn find(action: Action) -> Option<&'static Entry> {
    TABLE.iter().find(|entry| entry.action == action)
}

/// All keys of an entry as people read them: `D, Del`, `g p`.
pub fn keys_text(entry: &Entry) -> String {
    entry.keys.join(", ")
}

/// The table of keys as the README shows it.
pub fn keys_markdown() -> String {
    let mut out = String::from("| keys | where | do |\n|---|---|---|\n");
    for entry in TABLE {
        let keys: Vec<String> = entry.keys.iter().map(|key| format!("`{key}`")).collect();
        let places: Vec<&str> = entry.places.iter().map(|place| place.name()).collect();
        let places = if entry.places.len() == Place::ALL.len() { "everywhere".to_owned() } else { places.join(", ") };
        out.push_str(&format!("| {} | {places} | {} |\n", keys.join(" "), entry.help));
    }
    out
}
