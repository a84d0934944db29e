//! Brings layers that depend on what they showed before to the frame that is wanted: from where they are, from what was kept
//! of them, or from their start.

use std::path::PathBuf;
use std::time::Duration;

use crate::base::Digest;
use crate::compose::{Composer, Pictures};
use crate::plan::Chains;
use crate::plan::chains::kept_key;
use crate::plan::key::Common;
use crate::timeline::scene::SceneSteps;
use crate::timeline::stepping::{steps_in, steps_of};
use crate::timeline::{Scene, Timeline};

use super::event::Level;
use super::meter::Meter;
use super::stop::{StopFlag, Stopped};
use super::store::kept::KeptStore;

/// So many frames at once are worth a word.
const WORTH_A_WORD: u64 = 250;

/// The steps of one export's layers.
pub struct Steps<'a> {
    pub timeline: &'a Timeline,
    pub common: Common<'a>,
    chains: Chains<'a>,
    /// Where what is kept lies.
    folder: PathBuf,
    /// Names the export among others.
    series: String,
    meter: Option<&'a Meter<'a>>,
    stop: Vec<&'a StopFlag>,
    patience: Duration,
}

impl<'a> Steps<'a> {
    /// `series` names the export among others whose layers have the same numbers.
    pub fn new(
        timeline: &'a Timeline,
        common: Common<'a>,
        folder: PathBuf,
        series: String,
        patience: Duration,
    ) -> Self {
        let chains = Chains::new(timeline, common.facts);
        Self { timeline, common, chains, folder, series, meter: None, stop: Vec::new(), patience }
    }

    /// Where others see how far it is, and may stop it.
    pub fn watched(self, meter: &'a Meter<'a>, stop: Vec<&'a StopFlag>) -> Self {
        Self { meter: Some(meter), stop, ..self }
    }

    /// Takes all steps that the scene's layers lack.
    pub fn bring_up(
        &mut self,
        scene: &Scene,
        composer: &mut Composer,
        pictures: &mut dyn Pictures,
    ) -> Result<(), Stopped> {
        for steps in steps_of(scene) {
            self.to((steps.node, steps.first, steps.frame), composer, pictures)?;
        }
        Ok(())
    }

    /// Keeps what the scene's layers have come to, those too that lie in others.
    pub fn keep(&mut self, scene: &Scene, composer: &Composer) {
        let mut waiting = steps_of(scene);
        while let Some(steps) = waiting.pop() {
            steps_in(std::slice::from_ref(&steps.inner), &mut waiting);
            if composer.stepped_to(steps.node) == Some(steps.frame) {
                self.keep_one(steps, composer);
            }
        }
    }

    fn keep_one(&mut self, steps: &SceneSteps, composer: &Composer) {
        let key = kept_key(&self.common, &self.chains.of(steps));
        let fps = self.timeline.frames_a_second();
        let kept = composer.keep(steps.node).and_then(|kept| match kept {
            Some(kept) => self.store(steps.node).write(&key, &kept, fps),
            None => Ok(()),
        });
        // A cache that can't be written costs time when the export is resumed, and nothing else.
        if let (Err(failure), Some(meter)) = (kept, self.meter) {
            meter.log(Level::Warning, failure.message);
        }
    }

    fn to(
        &mut self,
        (node, first, frame): (usize, u64, u64),
        composer: &mut Composer,
        pictures: &mut dyn Pictures,
    ) -> Result<(), Stopped> {
        let here = composer.stepped_to(node).filter(|at| (first..=frame).contains(at));
        if here == Some(frame) {
            return Ok(());
        }
        let mut next = here.map_or(first, |at| at + 1);
        if next < frame {
            let (chains, common) = (&mut self.chains, &self.common);
            let store = KeptStore::new(&self.folder, &series(&self.series, node));
            let kept = store.latest(next, frame, &mut |frame| kept_key(common, &chains.at(node, first, frame)));
            if let Some(kept) = kept {
                composer.restore(node, &kept)?;
                next = kept.frame + 1;
            }
        }
        let many = (frame + 1).saturating_sub(next);
        if let Some(meter) = self.meter.filter(|_| many >= WORTH_A_WORD) {
            meter.log(Level::Info, format!("a shader that keeps pictures goes through {many} frames again"));
        }
        for at in next..=frame {
            for stop in &self.stop {
                stop.check()?;
            }
            if let Some(meter) = self.meter {
                meter.beat();
            }
            let Some(steps) = self.timeline.step(node, at) else { return Ok(()) };
            let mut inside = Vec::new();
            steps_in(std::slice::from_ref(&steps.inner), &mut inside);
            for inner in inside {
                self.to((inner.node, inner.first, inner.frame), composer, pictures)?;
            }
            composer.step(&steps, pictures, (many > 1).then_some(self.patience))?;
        }
        Ok(())
    }

    fn store(&self, node: usize) -> KeptStore {
        KeptStore::new(&self.folder, &series(&self.series, node))
    }
}

fn series(export: &str, node: usize) -> Digest {
    Digest::of(format!("{export} {node}").as_bytes())
}
