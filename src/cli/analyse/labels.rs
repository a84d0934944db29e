//! Times and frequencies as people read them.

/// `4.2 s`, `3:07`, `1:02:30`.
pub fn clock(seconds: f64) -> String {
    if seconds < 60.0 {
        let text = format!("{seconds:.2}");
        return format!("{} s", text.trim_end_matches('0').trim_end_matches('.'));
    }
    let whole = seconds.round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `50 Hz`, `2 kHz`.
pub fn hertz(value: f64) -> String {
    if value < 1000.0 { format!("{value:.0} Hz") } else { format!("{} kHz", value / 1000.0) }
}

/// Steps of a scale: the finest of a usual kind of which no more than `most` fit into `length`.
pub fn step(length: f64, most: f64) -> f64 {
    const STEPS: [f64; 18] =
        [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0];
    STEPS.into_iter().find(|step| length / step <= most).unwrap_or(7200.0 * (length / most / 7200.0).ceil())
}
