//! The ears of an export: the analyses of all projects in it that listen, made before anything is planned.

use std::sync::Arc;

use super::analyses::{Analyses, Attention, KEPT_BYTES};
use super::facts;
use super::heard::Listened;
use super::stop::Stopped;
use crate::base::facts::Facts;
use crate::base::{Digest, Failure};
use crate::config::Places;
use crate::project::Project;
use crate::project::listening::listens;
use crate::sound::analysis::hearing::KeptAnalysis;
use crate::timeline::Hearing;

/// What the pictures of an export hear.
#[derive(Debug, Default)]
pub struct Listening {
    heard: Vec<(Digest, Arc<KeptAnalysis>)>,
}

impl Listening {
    /// Finds or makes what `project` and those shown in it listen to; nothing where none does.
    pub fn of(project: &Project, facts: &Facts, places: &Places, attention: Attention) -> Result<Self, Stopped> {
        let projects = std::iter::once(project).chain(project.inside());
        Self::to(projects.filter(|project| listens(project, facts)), facts, places, attention)
    }

    /// As [`Listening::of`] where nobody waits who could stop it: in the foreground.
    pub fn undisturbed(project: &Project, facts: &Facts, places: &Places) -> Result<Self, Failure> {
        let attention =
            Attention { go_on: &|| Ok(()), beat: &|| {}, tell: &|_| {}, unchanged: &|| facts::unchanged(facts) };
        Self::of(project, facts, places, attention).map_err(Stopped::into_failure)
    }

    /// Finds or makes what these projects listen to, whether anything in them does or not.
    pub fn to<'a>(
        projects: impl Iterator<Item = &'a Project>,
        facts: &Facts,
        places: &Places,
        attention: Attention,
    ) -> Result<Self, Stopped> {
        let mut heard: Vec<(Digest, Arc<KeptAnalysis>)> = Vec::new();
        let mut analyses = None;
        for listened in projects.filter_map(|project| Listened::of(project, facts)) {
            if heard.iter().any(|(key, _)| *key == listened.key) {
                continue;
            }
            let analyses = match &analyses {
                Some(analyses) => analyses,
                None => analyses.insert(Analyses::open(&places.analyses())?),
            };
            let kept = analyses.get(&listened, attention)?;
            heard.push((listened.key, Arc::new(kept)));
        }
        if let Some(analyses) = analyses {
            analyses.tidy(KEPT_BYTES)?;
        }
        Ok(Self { heard })
    }

    /// The ears of a project.
    pub fn ears(&self, project: &Project, facts: &Facts) -> Option<Arc<dyn Hearing>> {
        if self.heard.is_empty() {
            return None;
        }
        let key = Listened::of(project, facts)?.key;
        let (_, kept) = self.heard.iter().find(|(known, _)| *known == key)?;
        Some(Arc::clone(kept) as Arc<dyn Hearing>)
    }

    /// Whether all that was heard so far could be read: pictures of anything else are not kept.
    pub fn check(&self) -> Result<(), Failure> {
        self.heard.iter().find_map(|(_, kept)| kept.fault()).map_or(Ok(()), Err)
    }
}
