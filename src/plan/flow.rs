//! Whether everyone can have their share of rewarding meetings, as a flow (§3, floor).
//!
//! Rounds left aside, keeping the floors is a question of degrees: everybody has at most their target of meetings, at
//! least their floor of rewarding ones, and the evening has room for so many. The linear relaxation of such a question
//! has a solution exactly when its bipartite double cover carries a flow: every attendee becomes a giver and a taker,
//! every pair two arcs, and half of what runs over both arcs is how much of the pair is taken. Flows are whole numbers,
//! so "there is none" is a proof: the cut that is full is the certificate.
//! Sources: M. L. Balinski, Management Science 11 (1965), on the double cover; E. A. Dinic (1970), on the flow.

use super::model::Model;

/// Prices at which floors are seen to be more than people and rooms can give, in halves of what one rewarding meeting
/// brings: the cut that is full.
pub(super) struct Cut {
    /// By attendee: what each of their meetings costs.
    pub time: Vec<i64>,
    /// By attendee: what each of their rewarding meetings brings.
    pub rewards: Vec<i64>,
    /// What the room of a meeting costs.
    pub room: i64,
    /// The attendees on the near side: something has to change among them.
    pub near: Vec<usize>,
}

/// Whether the relaxation without rounds may have a solution that keeps these floors (by attendee), whatever its points:
/// it has none where this is false, and has one where this is true, unless `stop` has ended the search.
pub(super) fn floors_fit(model: &Model, floors: &[u32], stop: &dyn Fn() -> bool) -> bool {
    obstacle(model, floors, stop).is_none()
}

/// What shows that the relaxation without rounds has no solution that keeps these floors; nothing when it has one, or
/// when `stop` ended the search.
pub(super) fn obstacle(model: &Model, floors: &[u32], stop: &dyn Fn() -> bool) -> Option<Cut> {
    let (musts, others): (Vec<usize>, Vec<usize>) =
        (0..model.edges.len()).partition(|&edge| model.edges[edge].must);
    obstacle_among(model, floors, &musts, &others, stop)
}

/// The same with these pairs decided and those open.
pub(super) fn obstacle_among(
    model: &Model,
    floors: &[u32],
    fixed: &[usize],
    free: &[usize],
    stop: &dyn Fn() -> bool,
) -> Option<Cut> {
    let rewards = |edge: usize| model.pairs.pairs[edge].gains.map(|gain| gain > 0);
    let mut target: Vec<i64> = model.most.iter().map(|&most| i64::from(most)).collect();
    let mut floor: Vec<i64> = floors.iter().map(|&floor| i64::from(floor)).collect();
    for &edge in fixed {
        for (person, rewarding) in model.edges[edge].people.into_iter().zip(rewards(edge)) {
            target[person] -= 1;
            floor[person] -= i64::from(rewarding);
        }
    }
    let short = |(&target, &floor): (&i64, &i64)| 2 * i64::from(target < floor.max(0));
    let short: Vec<i64> = target.iter().zip(&floor).map(short).collect();
    let room = model.total_capacity() - fixed.len() as i64;
    if room < 0 || short.contains(&2) {
        let near = (0..target.len()).filter(|&person| room < 0 || short[person] > 0).collect();
        return Some(Cut { time: short.clone(), rewards: short, room: 2 * i64::from(room < 0), near });
    }
    let useful = free.iter().map(|&edge| (model.edges[edge].people, rewards(edge)));
    let open: Vec<_> = useful.filter(|(_, rewards)| rewards[0] || rewards[1]).collect();
    cut(&target, &floor, room, &open, stop)
}

/// The cut that keeps the double cover from carrying the flow; nothing when it carries it, or when `stop` ended the
/// search. `open`: pairs, and for which of the two each is rewarding.
fn cut(
    target: &[i64],
    floor: &[i64],
    room: i64,
    open: &[([usize; 2], [bool; 2])],
    stop: &dyn Fn() -> bool,
) -> Option<Cut> {
    let people = target.len();
    // Four nodes an attendee: for meetings they give and take time to, the rewarding ones and the others.
    let node = |person: usize, taking: bool, rewarding: bool| {
        4 + 4 * person + 2 * usize::from(taking) + usize::from(rewarding)
    };
    let [source, sink, givers, takers] = [0, 1, 2, 3];
    let mut network = Network::new(4 + 4 * people);
    let mut wanted = 0;
    for person in 0..people {
        let least = floor[person].max(0);
        wanted += 2 * least;
        let spare = target[person] - least;
        // Lower bounds of the rewarding part, taken out the usual way: what must flow starts and ends outside.
        network.arc(source, node(person, false, true), least);
        network.arc(givers, sink, least);
        network.arc(node(person, true, true), sink, least);
        network.arc(source, takers, least);
        // What is spare may go either way: it reaches the rewarding node through the other.
        network.arc(givers, node(person, false, false), spare);
        network.arc(node(person, false, false), node(person, false, true), spare);
        network.arc(node(person, true, true), node(person, true, false), spare);
        network.arc(node(person, true, false), takers, spare);
    }
    network.arc(takers, givers, 2 * room);
    for &([a, b], [for_a, for_b]) in open {
        network.arc(node(a, false, for_a), node(b, true, for_b), 1);
        network.arc(node(b, false, for_b), node(a, true, for_a), 1);
    }
    if network.flow(source, sink, wanted, stop)? == wanted {
        return None;
    }
    let level = network.levels(source);
    let reached = |node: usize| i64::from(level[node] != u32::MAX);
    let room = reached(takers) - reached(givers);
    let mut cut = Cut { time: Vec::new(), rewards: Vec::new(), room: 2 * room, near: Vec::new() };
    for person in 0..people {
        let [give, take] = [false, true].map(|taking| reached(node(person, taking, true)));
        let [give_else, take_else] = [false, true].map(|taking| reached(node(person, taking, false)));
        // What a node on the way to the rewarding one adds to a full cut, it adds in vain.
        let others = give.min(give_else) - take.max(take_else);
        cut.time.push(-others - room);
        cut.rewards.push(give - take - others);
        if give + take + give_else + take_else > 0 {
            cut.near.push(person);
        }
    }
    Some(cut)
}

/// A network of arcs with whole capacities.
struct Network {
    /// By arc: where it leads, what it can still carry. Arc `k ^ 1` is the way back of arc `k`.
    arcs: Vec<(u32, i32)>,
    /// By node: its arcs.
    leaving: Vec<Vec<u32>>,
}

impl Network {
    fn new(nodes: usize) -> Self {
        Self { arcs: Vec::new(), leaving: vec![Vec::new(); nodes] }
    }

    fn arc(&mut self, from: usize, to: usize, capacity: i64) {
        if capacity > 0 {
            self.leaving[from].push(self.arcs.len() as u32);
            self.arcs.push((to as u32, i32::try_from(capacity).unwrap_or(i32::MAX)));
            self.leaving[to].push(self.arcs.len() as u32);
            self.arcs.push((from as u32, 0));
        }
    }

    /// The greatest flow from `source` to `sink`, or `most`, whichever is less; nothing when `stop` ended the search.
    fn flow(&mut self, source: usize, sink: usize, most: i64, stop: &dyn Fn() -> bool) -> Option<i64> {
        let mut total = 0;
        while total < most {
            if stop() {
                return None;
            }
            let level = self.levels(source);
            if level[sink] == u32::MAX {
                break;
            }
            let mut next = vec![0; self.leaving.len()];
            total += self.blocking(source, sink, &level, &mut next);
        }
        Some(total)
    }

    /// By node: how many arcs it is from the source.
    fn levels(&self, source: usize) -> Vec<u32> {
        let mut level = vec![u32::MAX; self.leaving.len()];
        level[source] = 0;
        let mut queue = vec![source];
        let mut first = 0;
        while first < queue.len() {
            let node = queue[first];
            first += 1;
            for &arc in &self.leaving[node] {
                let (to, left) = self.arcs[arc as usize];
                if left > 0 && level[to as usize] == u32::MAX {
                    level[to as usize] = level[node] + 1;
                    queue.push(to as usize);
                }
            }
        }
        level
    }

    /// Fills all shortest ways. `next`: by node, its first arc that is not yet known to lead nowhere.
    fn blocking(&mut self, source: usize, sink: usize, level: &[u32], next: &mut [usize]) -> i64 {
        let mut total = 0;
        let mut way: Vec<u32> = Vec::new();
        let mut node = source;
        loop {
            if node == sink {
                total += i64::from(self.send(&way));
                way.clear();
                node = source;
            }
            let onward = self.leaving[node][next[node]..].iter().position(|&arc| {
                let (to, left) = self.arcs[arc as usize];
                left > 0 && level[to as usize] == level[node].saturating_add(1)
            });
            if let Some(skipped) = onward {
                next[node] += skipped;
                let arc = self.leaving[node][next[node]];
                way.push(arc);
                node = self.arcs[arc as usize].0 as usize;
            } else if let Some(arc) = way.pop() {
                next[node] = self.leaving[node].len();
                node = self.arcs[arc as usize ^ 1].0 as usize;
                next[node] += 1;
            } else {
                return total;
            }
        }
    }

    /// Sends along a way what its narrowest arc can carry.
    fn send(&mut self, way: &[u32]) -> i32 {
        let least = way.iter().map(|&arc| self.arcs[arc as usize].1).min().unwrap_or(0);
        for &arc in way {
            self.arcs[arc as usize].1 -= least;
            self.arcs[arc as usize ^ 1].1 += least;
        }
        least
    }
}
