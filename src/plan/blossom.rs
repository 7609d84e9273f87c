//! Maximum-weight matching in general graphs: the primal-dual method of Edmonds in O(n³), after Z. Galil, "Efficient
//! algorithms for finding maximum matching in graphs", ACM Computing Surveys 18 (1986), in the arrangement of
//! J. van Rantwijk's reference implementation (2008).
//!
//! All unmatched vertices keep the same, smallest dual at every stage. So the matching after k augmentations is a
//! heaviest among all matchings of k edges, and stopping early solves the problem with at most k edges exactly.

const NONE: usize = usize::MAX;

/// A label of a vertex or blossom in the current stage.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Free,
    S,
    T,
    /// An S-blossom on the path that is being traced.
    Crumb,
}

/// Finds a matching of at most `limit` edges of the greatest total weight. `edges` are `(u, v, weight)` with
/// `u != v < n`, no two for the same pair. Returns by vertex the index of its matching edge.
pub(super) fn max_weight_matching(
    n: usize,
    edges: &[(usize, usize, i64)],
    limit: usize,
) -> Vec<Option<usize>> {
    let mut search = Search::new(n, edges);
    for _ in 0..limit {
        if !search.stage() {
            break;
        }
    }
    search.mate.iter().map(|&end| (end != NONE).then_some(end / 2)).collect()
}

/// The vertices 0..n and, above them, blossoms n..2n. Edge k has the ends 2k and 2k + 1.
struct Search<'a> {
    n: usize,
    edges: &'a [(usize, usize, i64)],
    /// By vertex: the far ends of its edges.
    ends_of: Vec<Vec<usize>>,
    /// By vertex: the far end of its matching edge.
    mate: Vec<usize>,
    label: Vec<Label>,
    /// By vertex or blossom: the end through which it got its label.
    label_end: Vec<usize>,
    /// By vertex: the outermost blossom that holds it.
    outer: Vec<usize>,
    parent: Vec<usize>,
    children: Vec<Vec<usize>>,
    base: Vec<usize>,
    /// By blossom: the ends that join its children round the cycle.
    child_ends: Vec<Vec<usize>>,
    best_edge: Vec<usize>,
    best_edges: Vec<Option<Vec<usize>>>,
    unused: Vec<usize>,
    /// Twice the dual of a vertex; the dual of a blossom.
    dual: Vec<i64>,
    allowed: Vec<bool>,
    queue: Vec<usize>,
}

/// What ends a step of the dual.
enum Step {
    Done,
    Tight(usize),
    Expand(usize),
}

impl<'a> Search<'a> {
    fn new(n: usize, edges: &'a [(usize, usize, i64)]) -> Self {
        let heaviest = edges.iter().map(|edge| edge.2).max().unwrap_or(0).max(0);
        let mut ends_of = vec![Vec::new(); n];
        for (k, &(u, v, _)) in edges.iter().enumerate() {
            ends_of[u].push(2 * k + 1);
            ends_of[v].push(2 * k);
        }
        let mut dual = vec![heaviest; n];
        dual.resize(2 * n, 0);
        Self {
            n,
            edges,
            ends_of,
            mate: vec![NONE; n],
            label: vec![Label::Free; 2 * n],
            label_end: vec![NONE; 2 * n],
            outer: (0..n).collect(),
            parent: vec![NONE; 2 * n],
            children: vec![Vec::new(); 2 * n],
            base: (0..n).chain(std::iter::repeat_n(NONE, n)).collect(),
            child_ends: vec![Vec::new(); 2 * n],
            best_edge: vec![NONE; 2 * n],
            best_edges: vec![None; 2 * n],
            unused: (n..2 * n).collect(),
            dual,
            allowed: vec![false; edges.len()],
            queue: Vec::new(),
        }
    }

    fn vertex(&self, end: usize) -> usize {
        let (u, v, _) = self.edges[end / 2];
        if end.is_multiple_of(2) { u } else { v }
    }

    fn slack(&self, edge: usize) -> i64 {
        let (u, v, weight) = self.edges[edge];
        self.dual[u] + self.dual[v] - 2 * weight
    }

    fn leaves(&self, blossom: usize) -> Vec<usize> {
        let mut leaves = Vec::new();
        let mut stack = vec![blossom];
        while let Some(top) = stack.pop() {
            if top < self.n {
                leaves.push(top);
            } else {
                stack.extend(self.children[top].iter().rev());
            }
        }
        leaves
    }

    /// One stage: grows alternating trees from all unmatched vertices until the matching can be augmented. False
    /// when no augmentation adds weight.
    fn stage(&mut self) -> bool {
        self.label.fill(Label::Free);
        self.best_edge.fill(NONE);
        self.best_edges[self.n..].fill(None);
        self.allowed.fill(false);
        self.queue.clear();
        for v in 0..self.n {
            if self.mate[v] == NONE && self.label[self.outer[v]] == Label::Free {
                self.assign(v, Label::S, NONE);
            }
        }
        loop {
            if self.grow() {
                self.expand_spent();
                return true;
            }
            match self.change_duals() {
                Step::Done => return false,
                Step::Tight(edge) => {
                    self.allowed[edge] = true;
                    let (u, v, _) = self.edges[edge];
                    let from = if self.label[self.outer[u]] == Label::Free { v } else { u };
                    self.queue.push(from);
                }
                Step::Expand(blossom) => self.expand(blossom, false),
            }
        }
    }

    /// Scans from S-vertices along tight edges; true when the matching was augmented.
    fn grow(&mut self) -> bool {
        while let Some(v) = self.queue.pop() {
            for index in 0..self.ends_of[v].len() {
                let end = self.ends_of[v][index];
                if self.scan(v, end) {
                    return true;
                }
            }
        }
        false
    }

    fn scan(&mut self, v: usize, end: usize) -> bool {
        let (edge, w) = (end / 2, self.vertex(end));
        if self.outer[v] == self.outer[w] {
            return false;
        }
        let slack = self.slack(edge);
        if slack <= 0 {
            self.allowed[edge] = true;
        }
        if self.allowed[edge] {
            match self.label[self.outer[w]] {
                Label::Free => self.assign(w, Label::T, end ^ 1),
                Label::S | Label::Crumb => {
                    let Some(base) = self.common_base(v, w) else {
                        self.augment(edge);
                        return true;
                    };
                    self.add_blossom(base, edge);
                }
                Label::T => {
                    if self.label[w] == Label::Free {
                        self.label[w] = Label::T;
                        self.label_end[w] = end ^ 1;
                    }
                }
            }
        } else if self.label[self.outer[w]] == Label::S {
            self.note_best(self.outer[v], edge, slack);
        } else if self.label[w] == Label::Free {
            self.note_best(w, edge, slack);
        }
        false
    }

    fn note_best(&mut self, at: usize, edge: usize, slack: i64) {
        if self.best_edge[at] == NONE || slack < self.slack(self.best_edge[at]) {
            self.best_edge[at] = edge;
        }
    }

    fn assign(&mut self, w: usize, label: Label, end: usize) {
        let b = self.outer[w];
        for at in [w, b] {
            self.label[at] = label;
            self.label_end[at] = end;
            self.best_edge[at] = NONE;
        }
        if label == Label::S {
            let leaves = self.leaves(b);
            self.queue.extend(leaves);
        } else {
            let mate = self.mate[self.base[b]];
            self.assign(self.vertex(mate), Label::S, mate ^ 1);
        }
    }

    /// Traces back from both vertices; the base of a new blossom, or nothing when the paths end at different roots.
    fn common_base(&mut self, v: usize, w: usize) -> Option<usize> {
        let (mut v, mut w) = (v, w);
        let mut path = Vec::new();
        let mut base = None;
        while v != NONE || w != NONE {
            let mut b = self.outer[v];
            if self.label[b] == Label::Crumb {
                base = Some(self.base[b]);
                break;
            }
            path.push(b);
            self.label[b] = Label::Crumb;
            if self.label_end[b] == NONE {
                v = NONE;
            } else {
                b = self.outer[self.vertex(self.label_end[b])];
                v = self.vertex(self.label_end[b]);
            }
            if w != NONE {
                std::mem::swap(&mut v, &mut w);
            }
        }
        for b in path {
            self.label[b] = Label::S;
        }
        base
    }

    fn add_blossom(&mut self, base: usize, edge: usize) {
        let (v, w, _) = self.edges[edge];
        let root = self.outer[base];
        let b = self.unused.pop().expect("there are never more than n blossoms");
        self.base[b] = base;
        self.parent[b] = NONE;
        self.parent[root] = b;
        let (mut path, mut ends) = self.path_to(root, self.outer[v], b, 0);
        path.push(root);
        path.reverse();
        ends.reverse();
        ends.push(2 * edge);
        let (other_path, other_ends) = self.path_to(root, self.outer[w], b, 1);
        path.extend(other_path);
        ends.extend(other_ends);
        self.children[b].clone_from(&path);
        self.child_ends[b] = ends;
        self.label[b] = Label::S;
        self.label_end[b] = self.label_end[root];
        self.dual[b] = 0;
        for leaf in self.leaves(b) {
            if self.label[self.outer[leaf]] == Label::T {
                self.queue.push(leaf);
            }
            self.outer[leaf] = b;
        }
        self.gather_best_edges(b, &path);
    }

    fn path_to(&mut self, root: usize, from: usize, blossom: usize, flip: usize) -> (Vec<usize>, Vec<usize>) {
        let (mut path, mut ends) = (Vec::new(), Vec::new());
        let mut at = from;
        while at != root {
            self.parent[at] = blossom;
            path.push(at);
            ends.push(self.label_end[at] ^ flip);
            at = self.outer[self.vertex(self.label_end[at])];
        }
        (path, ends)
    }

    fn gather_best_edges(&mut self, b: usize, path: &[usize]) {
        let mut best_to = vec![NONE; 2 * self.n];
        for &child in path {
            let candidates = self.best_edges[child].take().unwrap_or_else(|| {
                self.leaves(child)
                    .iter()
                    .flat_map(|&leaf| self.ends_of[leaf].iter().map(|end| end / 2))
                    .collect()
            });
            for edge in candidates {
                let (u, v, _) = self.edges[edge];
                let far = if self.outer[v] == b { self.outer[u] } else { self.outer[v] };
                if far != b
                    && self.label[far] == Label::S
                    && (best_to[far] == NONE || self.slack(edge) < self.slack(best_to[far]))
                {
                    best_to[far] = edge;
                }
            }
            self.best_edge[child] = NONE;
        }
        let best: Vec<usize> = best_to.into_iter().filter(|&edge| edge != NONE).collect();
        self.best_edge[b] = best.iter().copied().min_by_key(|&edge| self.slack(edge)).unwrap_or(NONE);
        self.best_edges[b] = Some(best);
    }

    fn expand(&mut self, b: usize, end_of_stage: bool) {
        for child in self.children[b].clone() {
            self.parent[child] = NONE;
            if child < self.n {
                self.outer[child] = child;
            } else if end_of_stage && self.dual[child] == 0 {
                self.expand(child, true);
            } else {
                for leaf in self.leaves(child) {
                    self.outer[leaf] = child;
                }
            }
        }
        if !end_of_stage && self.label[b] == Label::T {
            self.relabel_children(b);
        }
        self.label[b] = Label::Free;
        self.label_end[b] = NONE;
        self.children[b].clear();
        self.child_ends[b].clear();
        self.base[b] = NONE;
        self.best_edges[b] = None;
        self.best_edge[b] = NONE;
        self.unused.push(b);
    }

    /// A T-blossom falls apart in the middle of a stage: its children on the tree path get labels again.
    fn relabel_children(&mut self, b: usize) {
        let walk = Walk::from(self, b, self.outer[self.vertex(self.label_end[b] ^ 1)]);
        let mut end = self.label_end[b];
        let mut at = walk.start;
        while at != 0 {
            let near = self.vertex(end ^ 1);
            self.label[near] = Label::Free;
            let joint = walk.end(self, b, at);
            let far = self.vertex(joint ^ 1);
            self.label[far] = Label::Free;
            self.assign(near, Label::T, end);
            self.allowed[joint / 2] = true;
            at += walk.step;
            end = walk.end(self, b, at);
            self.allowed[end / 2] = true;
            at += walk.step;
        }
        let child = Walk::child(self, b, at);
        for w in [self.vertex(end ^ 1), child] {
            self.label[w] = Label::T;
            self.label_end[w] = end;
        }
        self.best_edge[child] = NONE;
        at += walk.step;
        loop {
            let child = Walk::child(self, b, at);
            if child == walk.entry {
                return;
            }
            self.relabel_off_path(child);
            at += walk.step;
        }
    }

    /// A child that is off the tree path keeps a label only when a tight edge reached it from outside.
    fn relabel_off_path(&mut self, child: usize) {
        if self.label[child] == Label::S {
            return;
        }
        let reached = self.leaves(child).into_iter().find(|&leaf| self.label[leaf] != Label::Free);
        if let Some(leaf) = reached {
            self.label[leaf] = Label::Free;
            let mate = self.vertex(self.mate[self.base[child]]);
            self.label[mate] = Label::Free;
            self.assign(leaf, Label::T, self.label_end[leaf]);
        }
    }

    fn augment_blossom(&mut self, b: usize, v: usize) {
        let mut child = v;
        while self.parent[child] != b {
            child = self.parent[child];
        }
        if child >= self.n {
            self.augment_blossom(child, v);
        }
        let walk = Walk::from(self, b, child);
        let mut at = walk.start;
        while at != 0 {
            at += walk.step;
            let end = walk.end(self, b, at);
            let one = Walk::child(self, b, at);
            if one >= self.n {
                self.augment_blossom(one, self.vertex(end));
            }
            at += walk.step;
            let other = Walk::child(self, b, at);
            if other >= self.n {
                self.augment_blossom(other, self.vertex(end ^ 1));
            }
            let (u, w) = (self.vertex(end), self.vertex(end ^ 1));
            self.mate[u] = end ^ 1;
            self.mate[w] = end;
        }
        self.children[b].rotate_left(walk.index);
        self.child_ends[b].rotate_left(walk.index);
        self.base[b] = self.base[self.children[b][0]];
    }

    fn augment(&mut self, edge: usize) {
        let (v, w, _) = self.edges[edge];
        for (start, end) in [(v, 2 * edge + 1), (w, 2 * edge)] {
            let (mut s, mut end) = (start, end);
            loop {
                let bs = self.outer[s];
                if bs >= self.n {
                    self.augment_blossom(bs, s);
                }
                self.mate[s] = end;
                if self.label_end[bs] == NONE {
                    break;
                }
                let bt = self.outer[self.vertex(self.label_end[bs])];
                let through = self.label_end[bt];
                s = self.vertex(through);
                let j = self.vertex(through ^ 1);
                if bt >= self.n {
                    self.augment_blossom(bt, j);
                }
                self.mate[j] = through;
                end = through ^ 1;
            }
        }
    }

    fn change_duals(&mut self) -> Step {
        let mut delta = self.dual[..self.n].iter().copied().min().unwrap_or(0);
        let mut step = Step::Done;
        for v in 0..self.n {
            if self.label[self.outer[v]] == Label::Free && self.best_edge[v] != NONE {
                let slack = self.slack(self.best_edge[v]);
                if slack < delta {
                    (delta, step) = (slack, Step::Tight(self.best_edge[v]));
                }
            }
        }
        for b in 0..2 * self.n {
            if self.parent[b] == NONE && self.label[b] == Label::S && self.best_edge[b] != NONE {
                let slack = self.slack(self.best_edge[b]) / 2;
                if slack < delta {
                    (delta, step) = (slack, Step::Tight(self.best_edge[b]));
                }
            }
        }
        for b in self.n..2 * self.n {
            let outer_t = self.base[b] != NONE && self.parent[b] == NONE && self.label[b] == Label::T;
            if outer_t && self.dual[b] < delta {
                (delta, step) = (self.dual[b], Step::Expand(b));
            }
        }
        self.shift_duals(delta);
        step
    }

    fn shift_duals(&mut self, delta: i64) {
        for v in 0..self.n {
            match self.label[self.outer[v]] {
                Label::S => self.dual[v] -= delta,
                Label::T => self.dual[v] += delta,
                Label::Free | Label::Crumb => {}
            }
        }
        for b in self.n..2 * self.n {
            if self.base[b] != NONE && self.parent[b] == NONE {
                match self.label[b] {
                    Label::S => self.dual[b] += delta,
                    Label::T => self.dual[b] -= delta,
                    Label::Free | Label::Crumb => {}
                }
            }
        }
    }

    /// At the end of a stage, S-blossoms whose dual is zero fall apart.
    fn expand_spent(&mut self) {
        for b in self.n..2 * self.n {
            let outer_s = self.parent[b] == NONE && self.base[b] != NONE && self.label[b] == Label::S;
            if outer_s && self.dual[b] == 0 {
                self.expand(b, true);
            }
        }
    }
}

/// A walk round a blossom from a child to the base, along an even number of edges.
struct Walk {
    entry: usize,
    index: usize,
    start: isize,
    step: isize,
    trick: isize,
}

impl Walk {
    fn from(search: &Search, b: usize, entry: usize) -> Self {
        let children = &search.children[b];
        let index = children.iter().position(|&child| child == entry).expect("the entry is a child");
        if index % 2 == 1 {
            Self { entry, index, start: index as isize - children.len() as isize, step: 1, trick: 0 }
        } else {
            Self { entry, index, start: index as isize, step: -1, trick: 1 }
        }
    }

    fn child(search: &Search, b: usize, at: isize) -> usize {
        let children = &search.children[b];
        children[at.rem_euclid(children.len() as isize) as usize]
    }

    fn end(&self, search: &Search, b: usize, at: isize) -> usize {
        let ends = &search.child_ends[b];
        ends[(at - self.trick).rem_euclid(ends.len() as isize) as usize] ^ self.trick as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::max_weight_matching;

    fn best_by_trying(edges: &[(usize, usize, i64)], used: u32, limit: usize) -> i64 {
        let Some((&(u, v, weight), rest)) = edges.split_first() else { return 0 };
        let without = best_by_trying(rest, used, limit);
        if limit == 0 || used & (1 << u | 1 << v) != 0 {
            return without;
        }
        without.max(weight + best_by_trying(rest, used | 1 << u | 1 << v, limit - 1))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn equals_trying_everything(
            n in 2_usize..8,
            weights in proptest::collection::vec(0_i64..12, 28),
            limit in 0_usize..5,
        ) {
            let all = (0..n).flat_map(|v| (0..v).map(move |u| (u, v)));
            let edges: Vec<_> = all.zip(&weights).filter(|(_, w)| **w > 2).map(|((u, v), &w)| (u, v, w)).collect();
            let mates = max_weight_matching(n, &edges, limit);
            let mut weight = 0;
            let mut count = 0;
            for (v, mate) in mates.iter().enumerate() {
                if let Some(edge) = *mate {
                    let (a, b, w) = edges[edge];
                    prop_assert!(v == a || v == b);
                    prop_assert_eq!(mates[a], mates[b]);
                    if v == a {
                        weight += w;
                        count += 1;
                    }
                }
            }
            prop_assert!(count <= limit);
            prop_assert_eq!(weight, best_by_trying(&edges, 0, limit));
        }
    }
}
