//! Moves meetings out of rounds that hold more than there are tables for.
//!
//! Without lists of rounds this always succeeds where there is room at all: of two rounds, some chain has one meeting more
//! in the fuller (de Werra). With lists it may take a detour.

use super::board::{Board, Chain};
use super::task::Task;
use crate::domain::Rng;

/// One in so many chains moves although it makes a round too full.
const DETOUR: usize = 200;

/// By meeting: its round, with no round too full; nothing when that was not found in so many moves. `start`: by meeting, a
/// round; every other rule holds, and stays so.
pub(super) fn spread(task: &Task, start: &[usize], moves: usize) -> Option<Vec<usize>> {
    let mut board = Board::new(task, start);
    let mut rng = Rng::new(11);
    let mut chain = Chain::default();
    for _ in 0..moves {
        if board.over == 0 {
            return Some(board.rounds().to_vec());
        }
        let meeting = crowded(task, &board, &mut rng);
        let to = rng.below(task.rounds());
        if to == board.rounds()[meeting] {
            continue;
        }
        board.chain(&mut chain, meeting, to);
        if chain.allowed && (chain.over() <= 0 || rng.below(DETOUR) == 0) {
            board.swap(&chain);
        }
    }
    None
}

/// A meeting, every other time of a round that holds too many.
fn crowded(task: &Task, board: &Board, rng: &mut Rng) -> usize {
    const LOOKS: usize = 20;
    let looks = if rng.below(2) == 0 { LOOKS } else { 1 };
    let mut meeting = rng.below(task.meetings.len());
    for _ in 1..looks {
        let round = board.rounds()[meeting];
        if board.count(round) > task.capacity[round] {
            break;
        }
        meeting = rng.below(task.meetings.len());
    }
    meeting
}
