//! When the hard rules cannot all hold: finds it, and says why in few facts.
use super::Clash;
use super::arrange::arrange;
use super::model::Model;
use super::rng::Rng;
use super::timetable::Timetable;

/// Places the pairs that must meet, or says why they cannot all.
pub(super) fn arrange_musts(model: &Model) -> Result<Timetable, Clash> {
    let mut table = Timetable::new(model);
    let musts: Vec<usize> = (0..model.edges.len()).filter(|&edge| model.edges[edge].must).collect();
    let left = arrange(model, &mut table, &musts, 20_000, &mut Rng::new(7));
    if left.is_empty() { Ok(table) } else { Err(Clash { facts: vec![], minimal: false }) }
}
