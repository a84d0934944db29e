//! What expressions are worth at a moment.

use crate::base::Rational;
use crate::project::expression::tree::MOST_ARGUMENTS;
use crate::project::expression::{FormedOf, Formula, Input, Number, Truth};

use super::bands;
use super::moment::Moment;

/// The value of a formula; a part that is no number then stands as it usually does.
pub(super) fn compute<T: FormedOf>(formula: &Formula<T>, moment: &Moment<'_>) -> T {
    let part = |index: usize| formula.parts.get(index).and_then(|part| part.computed(|number| value(number, moment)));
    // Nearly all values are one or two numbers.
    match formula.parts.len() {
        1 => T::formed_of(&[part(0)], &formula.usual),
        2 => T::formed_of(&[part(0), part(1)], &formula.usual),
        many => T::formed_of(&(0..many).map(part).collect::<Vec<_>>(), &formula.usual),
    }
}

fn value(number: &Number, moment: &Moment<'_>) -> f64 {
    let score = &moment.world.score;
    match number {
        Number::Constant(value) => *value,
        Number::Input(input) => self::input(*input, moment),
        Number::Pure(function, arguments) => {
            let mut values = [0.0; MOST_ARGUMENTS];
            let count = arguments.len().min(MOST_ARGUMENTS);
            for (into, argument) in values.iter_mut().zip(arguments) {
                *into = value(argument, moment);
            }
            function.of(&values[..count])
        }
        Number::Choose(condition, sides) => value(&sides[usize::from(!truth(condition, moment))], moment),
        Number::Phase(div) => score.grid(*div, moment.time).map_or(0.0, |grid| grid.phase),
        Number::Since(div) => score.grid(*div, moment.time).map_or(0.0, |grid| grid.since),
        Number::Until(div) => score.grid(*div, moment.time).map_or(0.0, |grid| grid.until),
        Number::Pulse(div, decay) => {
            score.grid(*div, moment.time).map_or(0.0, |grid| decayed(grid.since, value(decay, moment)))
        }
        Number::Swing(amount) => score.beat(moment.time).map_or(0.0, |beat| swung(beat, value(amount, moment))),
        Number::Band(ends) => heard(moment, |hearing, frame| {
            bands::band(hearing, frame, value(&ends[0], moment), value(&ends[1], moment))
        }),
        Number::Bin(index) => heard(moment, |hearing, frame| bands::bin(hearing, frame, value(index, moment))),
        Number::Onset(decay) => heard(moment, |hearing, frame| bands::onset(hearing, frame, value(decay, moment))),
        Number::Note(track) => score.loudest(track, moment.time),
        Number::Envelope(track, parts) => {
            let [attack, decay, sustain, release] = &**parts;
            let shape = [attack, decay, sustain, release].map(|part| value(part, moment));
            score.envelope(track, moment.time, shape)
        }
    }
}

fn truth(truth: &Truth, moment: &Moment<'_>) -> bool {
    match truth {
        Truth::Constant(truth) => *truth,
        Truth::Compare(comparison, sides) => comparison.holds(value(&sides[0], moment), value(&sides[1], moment)),
        Truth::Not(inside) => !self::truth(inside, moment),
        Truth::Both(sides) => self::truth(&sides[0], moment) && self::truth(&sides[1], moment),
        Truth::Either(sides) => self::truth(&sides[0], moment) || self::truth(&sides[1], moment),
        Truth::Choose(parts) => self::truth(&parts[if self::truth(&parts[0], moment) { 1 } else { 2 }], moment),
    }
}

fn input(input: Input, moment: &Moment<'_>) -> f64 {
    let score = &moment.world.score;
    let band = |[lo, hi]: [f64; 2]| heard(moment, |hearing, frame| bands::band(hearing, frame, lo, hi));
    match input {
        Input::Time => moment.time.to_f64(),
        Input::Frame => moment.frame() as f64,
        Input::Progress => progress(moment),
        Input::Width => moment.canvas[0],
        Input::Height => moment.canvas[1],
        Input::Beat => score.beat(moment.time).unwrap_or(0.0),
        Input::Bar => score.bar(moment.time).map_or(0.0, |(bar, _)| bar),
        Input::BeatInBar => score.bar(moment.time).map_or(0.0, |(_, beat)| beat),
        Input::Bpm => score.bpm(moment.time).unwrap_or(0.0),
        Input::Level => heard(moment, bands::level),
        Input::Bass => band(bands::BASS),
        Input::Mid => band(bands::MID),
        Input::Treble => band(bands::TREBLE),
    }
}

fn progress(moment: &Moment<'_>) -> f64 {
    let (start, end) = moment.span;
    if end <= start {
        return 0.0;
    }
    let whole = end - start;
    (moment.time - start).checked_div(whole).unwrap_or(Rational::ZERO).to_f64().clamp(0.0, 1.0)
}

fn heard(moment: &Moment<'_>, ask: impl Fn(&dyn super::Hearing, u64) -> f64) -> f64 {
    moment.world.hearing.as_deref().map_or(0.0, |hearing| ask(hearing, moment.frame()))
}

/// What is left of 1 after a while, where 1/e is left after `decay` seconds.
fn decayed(since: f64, decay: f64) -> f64 {
    if decay > 0.0 { libm::exp(-since / decay) } else { f64::from(u8::from(since <= 0.0)) }
}

/// The beat, its second half beginning later by a share of the half.
fn swung(beat: f64, amount: f64) -> f64 {
    let (whole, part) = (libm::floor(beat), beat - libm::floor(beat));
    let middle = (1.0 + amount.clamp(-0.9, 0.9)) / 2.0;
    let within = if part < middle { part / middle / 2.0 } else { 0.5 + (part - middle) / (1.0 - middle) / 2.0 };
    whole + within
}
