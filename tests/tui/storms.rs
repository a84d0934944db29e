//! Whatever comes in, in whatever order and at whatever size: nothing panics, and the screen stays whole.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rushes::api::types::{Change, ErrorBody, JobState, JobView, Level, LogPage, Progress, StreamMessage};
use rushes::tui::draw::draw;
use rushes::tui::link::{Answer, LinkEvent, Reply, Request};
use rushes::tui::options::Options;
use rushes::tui::update::Input;

use super::models::{Seen, engine, folder, job, line, night, progress, vitals};

fn key() -> impl Strategy<Value = KeyEvent> {
    let code = prop_oneof![
        8 => proptest::sample::select("jkgGaAxrDlyvqtmFfLnN/:?*12 qp".chars().collect::<Vec<_>>()).prop_map(KeyCode::Char),
        1 => any::<char>().prop_map(KeyCode::Char),
        4 => proptest::sample::select(vec![
            KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::BackTab, KeyCode::Up, KeyCode::Down, KeyCode::Home,
            KeyCode::End, KeyCode::PageUp, KeyCode::PageDown, KeyCode::Delete, KeyCode::Backspace, KeyCode::Left,
            KeyCode::Right, KeyCode::F(2), KeyCode::F(3), KeyCode::F(8), KeyCode::F(200), KeyCode::Null,
        ]),
    ];
    let modifiers =
        prop_oneof![8 => Just(KeyModifiers::NONE), 1 => any::<u8>().prop_map(KeyModifiers::from_bits_truncate)];
    (code, modifiers).prop_map(|(code, modifiers)| KeyEvent::new(code, modifiers))
}

fn some_job() -> impl Strategy<Value = JobView> {
    let number = prop_oneof![4 => 0.0..200.0, 1 => Just(f64::NAN), 1 => Just(f64::INFINITY), 1 => Just(-1.0), 1 => Just(f64::MAX)];
    (-3..12_i64, ".{0,40}", 0..8_usize, number.clone(), number, any::<[u64; 6]>(), any::<bool>()).prop_map(
        |(id, name, state, percent, value, counts, bare)| {
            let wild = Progress {
                frame: counts[0],
                frames: counts[1] % 5000,
                fps: value,
                memory: counts[2],
                memory_limit: counts[3],
                encoded: counts[4] / 2,
                composed: counts[5] / 2,
                chunks_done: counts[0],
                eta: Some(value),
                elapsed: percent,
                ..progress(50.0, 3.0)
            };
            JobView {
                percent,
                progress: (!bare).then_some(wild),
                note: bare.then(|| name.clone()),
                order: id.wrapping_mul(7) % 5,
                started_at: Some(i64::MIN / 2),
                ended_at: Some(i64::MAX / 2),
                added_at: i64::MAX,
                ..job(id, &name, JobState::ALL[state])
            }
        },
    )
}

fn link() -> impl Strategy<Value = LinkEvent> {
    let change = prop_oneof![
        some_job().prop_map(|job| Change::Job { job }),
        (-3..12_i64).prop_map(|id| Change::Removed { id }),
        (-3..12_i64, ".{0,200}").prop_map(|(job, text)| Change::Log { job, line: line(3, Level::Error, &text) }),
        Just(Change::Snapshot { engine: engine(), vitals: vitals(), jobs: night(), folder: Some(folder()) }),
        Just(Change::Snapshot { engine: engine(), vitals: vitals(), jobs: Vec::new(), folder: None }),
        Just(Change::Folder { folder: folder() }),
    ];
    let refused = ErrorBody { error: "no \u{1b}[2J way".into(), reason: None, problems: Vec::new() };
    prop_oneof![
        6 => (any::<u64>(), change).prop_map(|(seq, change)| LinkEvent::Message(StreamMessage { seq, change })),
        1 => Just(LinkEvent::Connected),
        1 => ".{0,100}".prop_map(|why| LinkEvent::Lost { why }),
        1 => Just(LinkEvent::Answer(Answer { request: Request::Cancel(1), reply: Err(refused) })),
        1 => Just(LinkEvent::Answer(Answer {
            request: Request::LogPage { job: 1, from: 0 },
            reply: Ok(Reply::Log(LogPage { lines: super::models::lines(), next: 0, file: None })),
        })),
    ]
}

fn size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![
        (1..=500_u16, 1..=200_u16),
        (1..=60_u16, 1..=30_u16),
        proptest::sample::select(vec![(1, 1), (40, 10), (80, 24), (120, 30), (500, 200), (500, 1), (1, 200)]),
    ]
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        10 => key().prop_map(Input::Key),
        5 => link().prop_map(Input::Link),
        2 => size().prop_map(|(columns, rows)| Input::Resize(columns, rows)),
        1 => ".{0,60}".prop_map(Input::Paste),
        1 => Just(Input::Tick),
        2 => (0..500_u16, 0..200_u16, 0..3_usize).prop_map(|(column, row, kind)| {
            let kinds = [MouseEventKind::ScrollDown, MouseEventKind::ScrollUp, MouseEventKind::Down(MouseButton::Left)];
            Input::Mouse(MouseEvent { kind: kinds[kind], column, row, modifiers: KeyModifiers::NONE })
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_inputs_panics_or_lets_control_characters_through(
        start in size(),
        ascii in any::<bool>(),
        inputs in proptest::collection::vec((input(), 0..5_000_i64), 1..60),
    ) {
        let mut seen = Seen::with(&Options { ascii, mouse: true, ..Options::default() }, start.0, start.1);
        let mut now = seen.now;
        for (input, pause) in inputs {
            now += pause;
            seen.model.update(input, now);
            let (columns, rows) = seen.model.size;
            let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
            draw(&mut seen.model, &mut buffer);
            for cell in buffer.content() {
                prop_assert!(!cell.symbol().chars().any(char::is_control), "{:?}", cell.symbol());
            }
        }
    }
}
