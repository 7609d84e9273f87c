//! The solver of the default build, which goes on from a solution when variables are fixed.

pub(super) use good_lp::microlp as solver;
pub(super) use good_lp::solvers::microlp::MicroLpSolution as Solved;
use microlp::Solution;

/// A solved program, of which variables can be fixed: from its solution, the dual simplex method needs a few steps where it
/// would need hundreds from the start.
pub(super) struct Warm(Solution);

impl Warm {
    pub fn of(solved: Solved) -> Self {
        Self(solved.into_inner())
    }

    /// With these variables (by number, in the order they were added) fixed at these values. Nothing when there is no
    /// solution, or none was found.
    pub fn fixed(&self, variables: &[(usize, f64)]) -> Option<Self> {
        let all: Vec<_> = self.0.iter().map(|(variable, _)| variable).collect();
        let mut solution = self.0.clone();
        for &(at, value) in variables {
            solution = solution.fix_var(all[at], value).ok()?.into_solution().ok()?;
        }
        Some(Self(solution))
    }

    /// By variable: its value.
    pub fn values(&self) -> Vec<f64> {
        self.0.iter().map(|(_, value)| value).collect()
    }
}
