//! A tape's frames at 48 kHz. Input and output share one grid, on which every output sample stands where its time says.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};

use super::tape::Tape;
use crate::base::{Failure, Reason};
use crate::timeline::sounds::SAMPLE_RATE;

/// Input frames a block has at least; the filter is as long as a block.
const BLOCK: usize = 1024;

/// The frames of a tape at 48 kHz, from some output index on.
pub struct Resampled<'a> {
    tape: Box<dyn Tape + 'a>,
    /// None where the tape has 48 kHz already.
    stage: Option<Stage>,
}

struct Stage {
    fft: Fft<f32>,
    block_in: usize,
    block_out: usize,
    input: Vec<f32>,
    output: Vec<f32>,
    /// Output frames to pass over: the filter's delay, and what lies before the wanted index.
    skip: usize,
}

impl<'a> Resampled<'a> {
    /// Starts at output frame `index` of the tape's time line.
    pub fn new(mut tape: Box<dyn Tape + 'a>, index: i64) -> Result<Self, Failure> {
        if tape.rate() == SAMPLE_RATE {
            tape.go_to(index)?;
            return Ok(Self { tape, stage: None });
        }
        let (rate_in, rate_out) = (tape.rate() as usize, SAMPLE_RATE as usize);
        let divisor = gcd(rate_in, rate_out);
        let (step_in, step_out) = (rate_in / divisor, rate_out / divisor);
        // An even number of steps puts the filter's middle on a whole frame.
        let steps = BLOCK.div_ceil(step_in).next_multiple_of(2);
        let (block_in, block_out) = (step_in * steps, step_out * steps);
        let unusable = |_| Failure::new(Reason::SourceDamaged, format!("sound at {rate_in} Hz can't be resampled"));
        let fft =
            Fft::new(rate_in, rate_out, block_in, 2, FixedSync::Both).map_err(|error| unusable(error.to_string()))?;
        debug_assert_eq!((fft.fft_size_in(), fft.fft_size_out()), (block_in, block_out));
        // One block of run-up fills the filter. Blocks lie on the grid of the whole tape, wherever reading starts.
        let block = index.div_euclid(block_out as i64) - 1;
        tape.go_to(block * block_in as i64)?;
        let before = usize::try_from(index - block * block_out as i64).unwrap_or(0);
        let skip = fft.output_delay() + before;
        let output = vec![0.0; block_out * 2];
        let stage = Stage { fft, block_in, block_out, input: Vec::with_capacity(block_in * 2), output, skip };
        Ok(Self { tape, stage: Some(stage) })
    }

    /// Appends some more stereo frames to `out`; past the end they are silence.
    pub fn read(&mut self, out: &mut Vec<f32>) -> Result<(), Failure> {
        let Some(stage) = &mut self.stage else {
            let got = self.tape.read(BLOCK, out)?;
            out.resize(out.len() + (BLOCK - got) * 2, 0.0);
            return Ok(());
        };
        stage.input.clear();
        self.tape.read(stage.block_in, &mut stage.input)?;
        stage.input.resize(stage.block_in * 2, 0.0);
        let broken = |why: String| Failure::new(Reason::SourceDamaged, format!("resampling the sound failed: {why}"));
        let input =
            InterleavedSlice::new(&stage.input[..], 2, stage.block_in).map_err(|error| broken(error.to_string()))?;
        let mut output = InterleavedSlice::new_mut(&mut stage.output[..], 2, stage.block_out)
            .map_err(|error| broken(error.to_string()))?;
        let (_, made) =
            stage.fft.process_into_buffer(&input, &mut output, None).map_err(|error| broken(error.to_string()))?;
        let passed = stage.skip.min(made);
        stage.skip -= passed;
        out.extend_from_slice(&stage.output[passed * 2..made * 2]);
        Ok(())
    }
}

fn gcd(mut a: usize, mut b: usize) -> usize {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}
