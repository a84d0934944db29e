//! What decoders of each level of H.264 manage: table A-1 of the standard, of which encoders ask too little.

/// A level with its bounds, all in blocks of 16 by 16 pixels or in bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct H264Level {
    /// Times ten: 41 is 4.1.
    number: u32,
    blocks_a_second: u64,
    blocks_a_frame: u64,
    blocks_kept: u64,
    /// Of the profiles High in 1.25 of these.
    kilobits_a_second: u64,
}

const LEVELS: [(u32, u64, u64, u64, u64); 19] = [
    (10, 1_485, 99, 396, 64),
    (11, 3_000, 396, 900, 192),
    (12, 6_000, 396, 2_376, 384),
    (13, 11_880, 396, 2_376, 768),
    (20, 11_880, 396, 2_376, 2_000),
    (21, 19_800, 792, 4_752, 4_000),
    (22, 20_250, 1_620, 8_100, 4_000),
    (30, 40_500, 1_620, 8_100, 10_000),
    (31, 108_000, 3_600, 18_000, 14_000),
    (32, 216_000, 5_120, 20_480, 20_000),
    (40, 245_760, 8_192, 32_768, 20_000),
    (41, 245_760, 8_192, 32_768, 50_000),
    (42, 522_240, 8_704, 34_816, 50_000),
    (50, 589_824, 22_080, 110_400, 135_000),
    (51, 983_040, 36_864, 184_320, 240_000),
    (52, 2_073_600, 36_864, 184_320, 240_000),
    (60, 4_177_920, 139_264, 696_320, 240_000),
    (61, 8_355_840, 139_264, 696_320, 480_000),
    (62, 16_711_680, 139_264, 696_320, 800_000),
];

impl H264Level {
    /// The level of that number times ten.
    pub fn of(number: u32) -> Option<Self> {
        let found = LEVELS.iter().find(|(other, ..)| *other == number)?;
        let (number, blocks_a_second, blocks_a_frame, blocks_kept, kilobits_a_second) = *found;
        Some(Self { number, blocks_a_second, blocks_a_frame, blocks_kept, kilobits_a_second })
    }

    pub fn name(self) -> String {
        format!("{}.{}", self.number / 10, self.number % 10)
    }

    /// How many frames a decoder of the level keeps for others to refer to.
    pub fn frames_kept(self, width: u32, height: u32) -> u32 {
        u32::try_from(self.blocks_kept / blocks(width, height).max(1)).unwrap_or(16).min(16)
    }

    /// Why pictures of that size, so many a second, are too much for it.
    pub fn check(self, width: u32, height: u32, rate: f64, bitrate: Option<u64>) -> Result<(), String> {
        let blocks = blocks(width, height);
        let level = self.name();
        if blocks > self.blocks_a_frame {
            return Err(format!("{width}x{height} is too large for level {level}"));
        }
        if blocks as f64 * rate > self.blocks_a_second as f64 {
            return Err(format!("{width}x{height} at {rate:.3} frames a second is too fast for level {level}"));
        }
        if bitrate.is_some_and(|bits| bits > self.kilobits_a_second * 1000) {
            return Err(format!("level {level} goes up to {} kbit/s", self.kilobits_a_second));
        }
        Ok(())
    }
}

fn blocks(width: u32, height: u32) -> u64 {
    u64::from(width.div_ceil(16)) * u64::from(height.div_ceil(16))
}
