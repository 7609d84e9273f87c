//! Chooses pairs, rounds left aside: a degree-constrained subgraph of greatest value, by branch and bound over linear
//! programs.
//!
//! The planner never hands over a whole evening: most pairs are decided beforehand by their reduced costs, and what is
//! left is small.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::epochs::Epochs;
use super::model::Model;
use super::odd_sets::{OddSet, broken};
use super::program::{Relaxed, Terms, Timing, Unanswered, relax as relax_program, relax_on};

/// A choice with most pairs decided.
#[derive(Clone, Debug)]
pub(super) struct Remainder<'a> {
    /// Pairs that are in.
    pub fixed: Vec<usize>,
    /// Pairs that are open.
    pub free: Vec<usize>,
    /// By attendee: rewarding meetings to guarantee.
    pub floors: &'a [u32],
    /// When pairs may take place, where that is looked at.
    pub timing: Option<Timing<'a>>,
    /// Sets of people who can have only so many meetings among themselves.
    pub odd_sets: Vec<OddSet>,
}

impl Remainder<'_> {
    /// How large its linear program is: open pairs, and epochs of pairs that may take place in several.
    pub fn size(&self) -> usize {
        let parts = |edge: &usize| self.timing.as_ref().map_or(0, |timing| timing.of[*edge].len());
        let parts = self.fixed.iter().chain(&self.free).map(parts).filter(|&parts| parts > 1);
        self.free.len() + parts.sum::<usize>()
    }
}

/// How a choice is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    /// Only choices of more points are of interest.
    pub cutoff: i64,
    /// Linear programs to solve, besides those for a first choice.
    pub programs: usize,
    /// Whether any good choice will do.
    pub quick: bool,
}

/// Pairs that go together.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    /// Ascending.
    pub edges: Vec<usize>,
    /// Some of them, with the epoch in which there is time for them; ascending.
    pub epochs: Vec<(usize, usize)>,
}

/// What became of a remainder.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// The choices found, fixed pairs included; the best first.
    pub chosen: Vec<Chosen>,
    /// Points that no choice within the remainder exceeds; none when it has no solution at all.
    pub bound: Option<i64>,
}

/// One open part of the tree: some free pairs decided.
struct Node {
    fixed: Vec<usize>,
    free: Vec<usize>,
    relaxed: Relaxed,
}

impl Node {
    /// The most points of a choice within it.
    fn most_points(&self, model: &Model) -> i64 {
        model.whole((self.relaxed.points + TOLERANCE).floor() as i64)
    }

    /// The same with some of its free pairs decided (true: in), so that these pairs are fixed and those are free.
    fn decided(
        &self,
        terms: Terms,
        pairs: &[(usize, bool)],
        fixed: &[usize],
        free: &[usize],
    ) -> Result<Option<Self>, Unanswered> {
        let relaxed = relax_on(terms, &self.relaxed, pairs, fixed, free)?;
        Ok(relaxed.map(|relaxed| Self { fixed: fixed.to_vec(), free: free.to_vec(), relaxed }))
    }

    /// How much of which pair takes place in which epoch.
    fn shares(&self, timing: Option<&Timing>) -> Vec<(usize, usize, f64)> {
        let fixed = self.fixed.iter().map(|&edge| (edge, 1.0));
        let free = self.free.iter().copied().zip(self.relaxed.taken.iter().copied());
        let only = |edge: usize| match timing {
            None => Some(0),
            Some(timing) => timing.of[edge].first().copied().filter(|_| timing.of[edge].len() == 1),
        };
        let whole = fixed.chain(free).filter_map(|(edge, share)| Some((edge, only(edge)?, share)));
        whole.chain(self.relaxed.parts.iter().copied()).collect()
    }
}

fn terms<'a, 'e>(model: &'a Model<'e>, remainder: &'a Remainder) -> Terms<'a, 'e> {
    let Remainder { floors, timing, odd_sets, .. } = remainder;
    Terms { model, floors, timing: timing.as_ref(), odd_sets }
}

/// The answer of the linear relaxation of a remainder; nothing when it has no solution, or the solver no answer.
pub(super) fn relaxed(model: &Model, remainder: &Remainder) -> Option<Relaxed> {
    relax_program(terms(model, remainder), &remainder.fixed, &remainder.free).ok().flatten()
}

/// The linear relaxation with some pairs decided; nothing when it has no solution.
fn relax(terms: Terms, fixed: Vec<usize>, free: Vec<usize>) -> Result<Option<Node>, Unanswered> {
    let relaxed = relax_program(terms, &fixed, &free)?;
    Ok(relaxed.map(|relaxed| Node { fixed, free, relaxed }))
}

/// Within this of a whole number, the solver means the whole number. Its values are good to about 1e-9 of some 1e7
/// points, and bounds are rounded down to whole points only after this is added.
const TOLERANCE: f64 = 0.02;

/// A pair taken to within this of 0 or 1 is out or in.
const WHOLE: f64 = 1e-6;

/// Linear programs times open pairs that rounding the root may cost.
const ROUNDING_WORK: usize = 100_000;

/// Solves a remainder to the end by branch and bound, or until the budget is spent. `stop` ends the search early.
pub(super) fn choose(
    model: &Model,
    remainder: &mut Remainder,
    budget: Budget,
    stop: &(dyn Fn() -> bool + Sync),
) -> Choice {
    let unknown = Choice { chosen: Vec::new(), bound: Some(i64::MAX) };
    if stop() {
        return unknown;
    }
    let root = match root(model, remainder, stop) {
        Ok(Some(root)) => root,
        Ok(None) => return Choice { chosen: Vec::new(), bound: None },
        Err(Unanswered) => return unknown,
    };
    let Budget { cutoff, programs: left, quick } = budget;
    let ways = if quick { 1 } else { ways(remainder.size()) };
    let terms = terms(model, remainder);
    let (found, open) = (Vec::new(), vec![root]);
    let mut search =
        Search { terms, found, best_points: cutoff, open, unanswered: i64::MIN, left, ways, stop };
    search.round_root();
    search.run();
    let open = search.open.iter().map(|node| node.most_points(model)).max();
    let bound = open.unwrap_or(i64::MIN).max(search.best_points).max(search.unanswered);
    let mut found = search.found;
    found.sort_by_key(|&(points, _)| Reverse(points));
    Choice { chosen: found.into_iter().map(|(_, chosen)| chosen).collect(), bound: Some(bound) }
}

/// Whether the relaxation of a remainder shows that nothing in it keeps all rules and floors.
pub(super) fn is_impossible(model: &Model, remainder: &mut Remainder, stop: &dyn Fn() -> bool) -> bool {
    !stop() && matches!(root(model, remainder, stop), Ok(None))
}

/// How many of the [`PLUNGES`] are worth their time in a remainder of this size.
fn ways(size: usize) -> usize {
    match size {
        0..=1_600 => 4,
        _ => 1,
    }
}

/// How often the relaxation is solved again with the odd sets that it breaks.
const CUTS: usize = 6;

/// The relaxation of the whole remainder; the odd sets that it breaks become part of that, until it is asked to stop.
fn root(
    model: &Model,
    remainder: &mut Remainder,
    stop: &dyn Fn() -> bool,
) -> Result<Option<Node>, Unanswered> {
    let one = Epochs::one(model);
    for _ in 0..CUTS {
        let terms = terms(model, remainder);
        let Some(root) = relax(terms, remainder.fixed.clone(), remainder.free.clone())? else {
            return Ok(None);
        };
        let epochs = remainder.timing.as_ref().map_or(&one, |timing| timing.epochs);
        let broken = broken(model, epochs, &root.shares(terms.timing));
        if broken.is_empty() || stop() {
            return Ok(Some(root));
        }
        remainder.odd_sets.extend(broken);
    }
    relax(terms(model, remainder), remainder.fixed.clone(), remainder.free.clone())
}

struct Search<'a, 'e> {
    terms: Terms<'a, 'e>,
    /// Choices, with their points.
    found: Vec<(i64, Chosen)>,
    best_points: i64,
    open: Vec<Node>,
    /// The highest bound of a node whose children the solver could not answer.
    unanswered: i64,
    /// Linear programs that may still be solved.
    left: usize,
    /// How many ways to look for whole solutions.
    ways: usize,
    stop: &'a (dyn Fn() -> bool + Sync),
}

/// How whole solutions are looked for where epochs are told apart: whether all open pairs of the people concerned are
/// decided anew, or only those that the relaxation takes in part; and that one in so many is decided at a time. Which of
/// these ways is best differs from evening to evening.
const PLUNGES: [(bool, usize); 4] = [(false, 8), (false, 20), (true, 3), (true, 20)];

impl Search<'_, '_> {
    /// A first whole solution near the root's. Only the pairs that it takes in part are decided; if that leads
    /// nowhere, all open pairs of the people concerned; if that leads nowhere either, all.
    fn round_root(&mut self) {
        let root = &self.open[0];
        let partial: Vec<bool> =
            root.relaxed.taken.iter().map(|taken| (taken - taken.round()).abs() > WHOLE).collect();
        if !partial.contains(&true) {
            return;
        }
        let mut concerned = vec![false; self.terms.model.people()];
        for (&edge, _) in root.free.iter().zip(&partial).filter(|(_, partial)| **partial) {
            for person in self.terms.model.edges[edge].people {
                concerned[person] = true;
            }
        }
        let near =
            |edge: usize| self.terms.model.edges[edge].people.into_iter().any(|person| concerned[person]);
        let wider: Vec<bool> = root.free.iter().map(|&edge| near(edge)).collect();
        if self.terms.timing.is_some() {
            // A program takes so long here that there must be few of them.
            let plunge = |(all, share)| self.plunge(self.part(if all { &wider } else { &partial }), share);
            let nodes: Vec<Option<Node>> = PLUNGES[..self.ways].par_iter().copied().map(plunge).collect();
            nodes.iter().flatten().for_each(|node| self.keep(node));
        } else {
            for keep_open in [partial, wider] {
                self.round(&keep_open);
                if !self.found.is_empty() {
                    return;
                }
            }
        }
        if self.found.is_empty()
            && let Some(node) = self.plunge(self.part(&vec![true; self.open[0].free.len()]), 3)
        {
            self.accept(&node);
        }
    }

    /// The root with its pairs decided as it takes them, but for those kept open: what is fixed, and what is free.
    fn part(&self, keep_open: &[bool]) -> (Vec<usize>, Vec<usize>) {
        let root = &self.open[0];
        let (mut fixed, mut free) = (root.fixed.clone(), Vec::new());
        for ((&edge, &share), keep) in root.free.iter().zip(&root.relaxed.taken).zip(keep_open) {
            if *keep {
                free.push(edge);
            } else if share > 0.5 {
                fixed.push(edge);
            }
        }
        (fixed, free)
    }

    /// Takes many pairs at a time, one in `share`, those first that the relaxation takes most of, until all are whole.
    fn plunge(&self, (fixed, free): (Vec<usize>, Vec<usize>), mut share: usize) -> Option<Node> {
        let mut node = relax(self.terms, fixed, free).ok()??;
        while most_fractional(&node.relaxed.taken).is_some() {
            if (self.stop)() {
                return None;
            }
            let batch = batch(self.terms.model, &node.free, &node.relaxed.taken, share);
            let rest: Vec<usize> = node.free.iter().copied().filter(|edge| !batch.contains(edge)).collect();
            let decided = |is_in: bool| batch.iter().map(|&edge| (edge, is_in)).collect::<Vec<_>>();
            let with: Vec<usize> = node.fixed.iter().chain(&batch).copied().collect();
            // A batch that does not fit is made smaller; a single pair that does not fit is out.
            node = match node.decided(self.terms, &decided(true), &with, &rest) {
                Ok(Some(node)) => node,
                _ if batch.len() > 1 => {
                    share *= 4;
                    node
                }
                _ => node.decided(self.terms, &decided(false), &node.fixed, &rest).ok()??,
            };
        }
        Some(node)
    }

    /// Searches with the root's pairs decided as it takes them, but for those kept open.
    fn round(&mut self, keep_open: &[bool]) {
        let (fixed, free) = self.part(keep_open);
        let programs = ROUNDING_WORK / free.len().max(1);
        if (self.stop)() {
            return;
        }
        if let Ok(Some(node)) = relax(self.terms, fixed, free) {
            let open = std::mem::replace(&mut self.open, vec![node]);
            let left = std::mem::replace(&mut self.left, programs);
            let unanswered = self.unanswered;
            self.run();
            self.open = open;
            self.left = left;
            self.unanswered = unanswered;
        }
    }

    fn run(&mut self) {
        while let Some(node) = self.next() {
            self.dive(node);
            self.open.retain(|node| node.most_points(self.terms.model) > self.best_points);
            if self.left == 0 {
                return;
            }
        }
    }

    /// The open node with the highest bound.
    fn next(&mut self) -> Option<Node> {
        let best = (0..self.open.len()).max_by(|&a, &b| {
            self.open[a].relaxed.points.total_cmp(&self.open[b].relaxed.points).then(b.cmp(&a))
        });
        best.map(|index| self.open.swap_remove(index))
    }

    /// Follows the more promising child down to a whole solution; the other children stay open.
    fn dive(&mut self, mut node: Node) {
        loop {
            if node.most_points(self.terms.model) <= self.best_points {
                return;
            }
            let Some(branch) = most_fractional(&node.relaxed.taken) else {
                return self.accept(&node);
            };
            if self.left == 0 {
                self.open.push(node);
                return;
            }
            let [one, other] = self.children(&node, branch);
            match (one, other) {
                (Some(child), sibling) => {
                    self.open.extend(sibling);
                    node = child;
                }
                (None, Some(child)) => node = child,
                (None, None) => return,
            }
        }
    }

    fn children(&mut self, node: &Node, branch: usize) -> [Option<Node>; 2] {
        let mut free = node.free.clone();
        let edge = free.remove(branch);
        let mut with = node.fixed.clone();
        with.push(edge);
        self.left = if (self.stop)() { 0 } else { self.left.saturating_sub(2) };
        let decided = |is_in: bool, fixed: &[usize]| node.decided(self.terms, &[(edge, is_in)], fixed, &free);
        let (up, down) = rayon::join(|| decided(true, &with), || decided(false, &node.fixed));
        let [up, down] = [up, down].map(|child| self.answered(node, child));
        let worth = |node: &Option<Node>| node.as_ref().map_or(f64::MIN, |node| node.relaxed.points);
        if worth(&up) >= worth(&down) { [up, down] } else { [down, up] }
    }

    /// A child; nothing where it has no solution, or none is known: then its parent's bound stands.
    fn answered(&mut self, parent: &Node, child: Result<Option<Node>, Unanswered>) -> Option<Node> {
        child.unwrap_or_else(|Unanswered| {
            self.unanswered = self.unanswered.max(parent.most_points(self.terms.model));
            None
        })
    }

    fn accept(&mut self, node: &Node) {
        if node.most_points(self.terms.model) > self.best_points {
            self.keep(node);
        }
    }

    fn keep(&mut self, node: &Node) {
        let taken = node.free.iter().zip(&node.relaxed.taken).filter(|(_, taken)| **taken > 0.5);
        let mut edges: Vec<usize> = node.fixed.iter().copied().chain(taken.map(|(&edge, _)| edge)).collect();
        edges.sort_unstable();
        let points = node.most_points(self.terms.model);
        self.best_points = self.best_points.max(points);
        self.found.push((points, Chosen { epochs: self.terms.epochs(&edges, &node.relaxed), edges }));
    }
}

/// One in `share` of the pairs that are taken in part, at least one: those taken most, no two of one attendee.
fn batch(model: &Model, free: &[usize], taken: &[f64], share: usize) -> Vec<usize> {
    let mut partial: Vec<(f64, usize)> = taken.iter().copied().zip(free.iter().copied()).collect();
    partial.retain(|(taken, _)| (taken - taken.round()).abs() > WHOLE);
    partial.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut busy = vec![false; model.people()];
    let mut batch = Vec::new();
    for &(_, edge) in partial.iter().take((partial.len() / share).max(1)) {
        let people = model.edges[edge].people;
        if people.into_iter().all(|person| !std::mem::replace(&mut busy[person], true)) {
            batch.push(edge);
        }
    }
    batch
}

fn most_fractional(taken: &[f64]) -> Option<usize> {
    let distance = |x: f64| (x - x.round()).abs();
    let most = (0..taken.len())
        .max_by(|&a, &b| distance(taken[a]).total_cmp(&distance(taken[b])).then(b.cmp(&a)))?;
    (distance(taken[most]) > WHOLE).then_some(most)
}
