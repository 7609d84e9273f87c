//! Branch and bound on prices alone: cases are priced, what they decide is decided, and what is left is split in two,
//! until every case is within the bound, or the work is done and the bound is what the worst case left open allows.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::UNIT;
use super::descent::{MOST, descend, refine};
use super::problem::{Case, Problem, State};

/// One step of the proof: prices, and the cases that follow.
pub(super) struct Node {
    /// By piece.
    pub prices: Vec<i64>,
    /// None: closed. One: priced again. Two: the edge is in, the edge is out.
    pub next: Vec<usize>,
    /// The edge on which it is split.
    pub split: Option<u32>,
}

/// A proof: nodes, the first is the whole problem.
pub(super) struct Proof {
    pub nodes: Vec<Node>,
    /// No choice is worth more whole points.
    pub bound: i64,
}

/// How much may be done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    /// Evaluations of a term.
    pub terms: usize,
    /// Steps of the proof.
    pub steps: usize,
}

/// Steps of the search for prices when nothing is split yet, and after a split.
const FIRST: usize = 2_000;
const LATER: usize = 300;
/// What a linear program costs, in evaluations of a term, for every two pairs or prices in it.
const PROGRAM: usize = 10;
/// The most linear programs for the prices of one step.
const PROGRAMS: usize = 40;
/// A pair of which the linear relaxation takes nearly all or nothing is in or out.
const WHOLE: f64 = 1e-4;
/// How often a case is priced again because much was decided.
const AGAIN: usize = 6;

/// What a linear relaxation says of a case: by open edge, how much of it is taken, 0 to 1; and the value in points, about.
pub(super) type Relaxed = (Vec<f64>, f64);

/// Where the steps of a proof are looked for.
pub(super) struct Guide<'a> {
    /// Asked for the linear relaxation of a case; it may have no answer.
    pub relax: &'a dyn Fn(&State) -> Option<Relaxed>,
    /// Whether to end early.
    pub stop: &'a dyn Fn() -> bool,
    pub work: Work,
}

/// Proves a bound, `hoped` whole points if it can be. `start`: prices by piece.
pub(super) fn prove(problem: &Problem, start: Vec<i64>, hoped: i64, guide: &Guide) -> Proof {
    let Guide { work, stop, .. } = guide;
    let mut tree = Tree {
        problem,
        guide,
        nodes: Vec::new(),
        open: BTreeSet::new(),
        cases: Vec::new(),
        bound: hoped,
        left: work.terms,
    };
    let root = tree.add(Node { prices: start, next: Vec::new(), split: None }, problem.start());
    tree.settle(root, None);
    while let Some(&(value, Reverse(worst))) = tree.open.last() {
        if whole(value) <= tree.bound || tree.left == 0 || tree.nodes.len() + 2 * AGAIN > work.steps || stop()
        {
            break;
        }
        tree.split(worst);
    }
    let bound = tree.open.last().map_or(tree.bound, |&(value, _)| whole(value).max(tree.bound));
    Proof { nodes: tree.nodes, bound }
}

/// The whole points in a value.
fn whole(value: i128) -> i64 {
    value.div_euclid(i128::from(UNIT)) as i64
}

struct Tree<'a> {
    problem: &'a Problem,
    guide: &'a Guide<'a>,
    nodes: Vec<Node>,
    /// By node: what is open in it, and how much of each edge the relaxation takes; nothing once it is closed or split.
    cases: Vec<Option<(State, Vec<f64>)>>,
    /// Value and node of the cases that are above the bound.
    open: BTreeSet<(i128, Reverse<usize>)>,
    /// What is hoped for, or known not to be within reach of any proof.
    bound: i64,
    /// Evaluations of a term that may still be done.
    left: usize,
}

impl Tree<'_> {
    fn add(&mut self, node: Node, state: State) -> usize {
        self.nodes.push(node);
        self.cases.push(Some((state, Vec::new())));
        self.nodes.len() - 1
    }

    /// The first value that is too much.
    fn too_much(&self) -> i128 {
        (i128::from(self.bound) + 1) * i128::from(UNIT)
    }

    /// Splits a case on the edge that the relaxation knows least about.
    fn split(&mut self, node: usize) {
        let Some((state, taken)) = self.cases[node].take() else { return };
        self.open.retain(|&(_, Reverse(open))| open != node);
        let doubt = |at: &usize| (taken[*at] - 0.5).abs();
        let Some(at) = (0..state.open.len()).min_by(|a, b| doubt(a).total_cmp(&doubt(b))) else { return };
        let edge = state.open[at];
        self.nodes[node].split = Some(edge);
        for fate in [true, false] {
            let mut state = state.clone();
            state.decide(self.problem, |_, open| (open == edge).then_some(fate));
            let child = self.follow(node, state);
            self.settle(child, Some(LATER));
        }
    }

    fn follow(&mut self, parent: usize, state: State) -> usize {
        let prices = self.nodes[parent].prices.clone();
        let child = self.add(Node { prices, next: Vec::new(), split: None }, state);
        self.nodes[parent].next.push(child);
        child
    }

    /// Prices a case, decides what that decides, and goes on as long as much is decided; then the case is closed, or open.
    /// `iterations` to look for better prices than those it comes with; none: they are good as they are.
    fn settle(&mut self, node: usize, iterations: Option<usize>) {
        let mut node = node;
        let mut iterations = iterations;
        for again in 0.. {
            let before = self.cases[node].as_ref().map_or(0, |(state, _)| state.open.len());
            let Some(value) = self.price(node, iterations) else { return };
            let Some((state, _)) = &self.cases[node] else { return };
            let decided = before - state.open.len();
            if state.open.is_empty() {
                // A choice in whole pairs: no prices will do better.
                self.bound = self.bound.max(whole(value));
                return;
            }
            let first = iterations.is_none();
            if again == AGAIN || !first && decided * 5 < before {
                self.open.insert((value, Reverse(node)));
                return;
            }
            let Some((state, _)) = self.cases[node].take() else { return };
            node = self.follow(node, state);
            iterations = Some(if first { FIRST } else { LATER });
        }
    }

    /// The value of a case at better prices; what they decide is decided. Nothing when it is closed.
    fn price(&mut self, node: usize, iterations: Option<usize>) -> Option<i128> {
        let (mut state, mut taken) = self.cases[node].take()?;
        let case = Case::of(self.problem, &state)?;
        let all = &self.nodes[node].prices;
        let mut prices: Vec<i64> = case.touched.iter().map(|&piece| all[piece as usize]).collect();
        if let Some(iterations) = iterations {
            (prices, taken) = self.better(&case, &state, prices, iterations);
        }
        let (value, brings) = case.value(&prices);
        let mut all = vec![0; self.problem.pieces.len()];
        for (&piece, &price) in case.touched.iter().zip(&prices) {
            all[piece as usize] = price;
        }
        self.nodes[node].prices = all;
        let too_much = self.too_much();
        if value < too_much {
            return None;
        }
        let decided = |at: usize| (value - brings[at].abs() < too_much).then_some(brings[at] > 0);
        let taken = (0..taken.len()).filter(|&at| decided(at).is_none()).map(|at| taken[at]).collect();
        state.decide(self.problem, |at, _| decided(at));
        self.cases[node] = Some((state, taken));
        Some(value)
    }

    /// Better prices for a case, and how much of each open edge the relaxation takes.
    fn better(
        &mut self,
        case: &Case,
        state: &State,
        start: Vec<i64>,
        iterations: usize,
    ) -> (Vec<i64>, Vec<f64>) {
        let mut prices = start;
        let taken = if let Some((taken, points)) = (self.guide.relax)(state) {
            if taken.iter().all(|share| (share - share.round()).abs() < WHOLE) {
                // A choice in whole pairs: no prices will do better.
                self.bound = self.bound.max((points + WHOLE).floor() as i64);
            }
            taken
        } else {
            let affordable = self.left / (case.terms.len() + 1);
            let found = descend(case, &prices, self.too_much() as f64, iterations.min(affordable));
            self.left = self.left.saturating_sub(found.evaluations * case.terms.len());
            prices = found.prices;
            found.taken
        };
        let size = case.open.len().min(MOST) + case.touched.len();
        let cost = PROGRAM * size * size;
        let (prices, programs) =
            refine(case, &prices, self.too_much(), (self.left / cost.max(1)).min(PROGRAMS));
        self.left = self.left.saturating_sub((programs + 1) * cost);
        (prices, taken)
    }
}
