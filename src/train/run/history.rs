//! Snapshots of a network while it trains.

use burn::tensor::Device;
use half::f16;

use crate::error::Result;
use crate::model::{Network, Spec};

/// The most memory of a run's snapshots, in bytes.
pub const MOST_BYTES: usize = 20_000_000;

/// Snapshots that a run takes at least, unless it has fewer steps.
const LEAST: usize = 100;

/// At the beginning two snapshots are an eighth of the steps made so far apart.
const EARLY: usize = 8;

/// The parameters and running statistics of a network after some of a run's steps, in half precision (11 significant
/// bits, so a value differs from the network's by at most 2⁻¹¹ of itself).
///
/// Snapshots are due at steps that depend on the length of the run only: after each of the first ones, then at growing
/// distances, at most a hundredth of the run, and after the last one. If they need more than [`MOST_BYTES`], the oldest
/// are thinned first: the distances that are allowed double as often as needed. The first snapshot stays.
#[derive(Debug, Clone, Default)]
pub struct History {
    total_steps: usize,
    snapshots: Vec<Snapshot>,
}

#[derive(Debug, Clone)]
struct Snapshot {
    step: usize,
    /// Every tensor of [`Network::state`].
    tensors: Vec<Vec<f16>>,
}

impl Snapshot {
    fn bytes(&self) -> usize {
        self.tensors.iter().map(|tensor| 2 * tensor.len()).sum()
    }
}

impl History {
    /// A history without snapshots of a run with so many steps.
    pub fn new(total_steps: usize) -> Self {
        Self {
            total_steps,
            snapshots: Vec::new(),
        }
    }

    /// The steps between the snapshot at `step` and the next one.
    fn distance(&self, step: usize) -> usize {
        let most = (self.total_steps / LEAST).max(1);
        (step / EARLY).clamp(1, most)
    }

    /// The steps from `step` to the next snapshot that is due, at least 1.
    fn steps_to_next(&self, step: usize) -> usize {
        let mut due = 0;
        while due <= step {
            due += self.distance(due);
        }
        if step < self.total_steps {
            due = due.min(self.total_steps);
        }
        due - step
    }

    /// True if a snapshot is due after `step` steps.
    pub fn is_due(&self, step: usize) -> bool {
        step == 0 || self.steps_to_next(step - 1) == 1
    }

    /// Adds the values of every tensor of [`Network::state`] after `step` steps. Networks of which not even two
    /// snapshots fit into the memory have no history.
    pub fn add(&mut self, step: usize, tensors: &[Vec<f32>]) {
        self.forget_after(step.saturating_sub(1));
        let half = |tensor: &Vec<f32>| tensor.iter().map(|&value| narrow(value)).collect();
        let snapshot = Snapshot {
            step,
            tensors: tensors.iter().map(half).collect(),
        };
        if 2 * snapshot.bytes() > MOST_BYTES {
            return;
        }
        self.snapshots.push(snapshot);
        let mut allowed = 2;
        while self.bytes() > MOST_BYTES {
            // The oldest whose neighbours are near enough to each other.
            let near = self.snapshots.windows(3);
            let thinned = near
                .map(|three| three[2].step - three[0].step)
                .position(|distance| distance <= allowed);
            match thinned {
                Some(before) => drop(self.snapshots.remove(before + 1)),
                None => allowed *= 2,
            }
        }
    }

    /// Removes the snapshots of later steps than `step`, because the run went back to it.
    pub fn forget_after(&mut self, step: usize) {
        self.snapshots.retain(|snapshot| snapshot.step <= step);
    }

    /// The steps that there are snapshots of, ascending.
    pub fn steps(&self) -> Vec<u32> {
        self.snapshots
            .iter()
            .map(|snapshot| snapshot.step as u32)
            .collect()
    }

    /// The memory of all snapshots.
    pub fn bytes(&self) -> usize {
        self.snapshots.iter().map(Snapshot::bytes).sum()
    }

    /// A snapshot as bytes: every tensor's values, half precision, little-endian. `None` without one of that step.
    pub fn bytes_of(&self, step: usize) -> Option<Vec<u8>> {
        let snapshot = self.snapshots.iter().find(|known| known.step == step)?;
        let values = snapshot.tensors.iter().flatten();
        Some(values.flat_map(|value| value.to_le_bytes()).collect())
    }

    /// Whether the snapshot of a step may have these values; true without one of that step.
    pub fn may_be(&self, step: usize, tensors: &[Vec<f32>]) -> bool {
        let snapshot = self.snapshots.iter().find(|known| known.step == step);
        let values = tensors.iter().flatten().map(|&value| narrow(value));
        snapshot.is_none_or(|snapshot| snapshot.tensors.iter().flatten().copied().eq(values))
    }

    /// Adds a snapshot of a later step than all there are, as [`bytes_of`](Self::bytes_of) wrote it. `lengths`: the number
    /// of values of each of the network's tensors. `false` if the bytes are not as many, or not of a later step: then
    /// nothing changes.
    pub fn add_bytes(
        &mut self,
        step: usize,
        bytes: &[u8],
        lengths: impl Iterator<Item = usize>,
    ) -> bool {
        let (values, rest) = bytes.as_chunks::<2>();
        let mut values = values.iter().map(|&bytes| f16::from_le_bytes(bytes));
        let mut tensors = Vec::new();
        for length in lengths {
            tensors.push(values.by_ref().take(length).collect::<Vec<_>>());
            if tensors.last().is_some_and(|tensor| tensor.len() < length) {
                return false;
            }
        }
        let is_later = self.snapshots.last().is_none_or(|last| last.step < step);
        let snapshot = Snapshot { step, tensors };
        let fits = self.bytes() + snapshot.bytes() <= MOST_BYTES;
        let is_whole = values.next().is_none() && rest.is_empty();
        if is_later && is_whole && fits {
            self.snapshots.push(snapshot);
            return true;
        }
        false
    }

    /// The network as it was after `step` steps; `None` without a snapshot of that step. `spec` must be the network's.
    ///
    /// # Errors
    /// [`Error::Network`](crate::error::Error::Network) if the layers do not fit.
    pub fn network(&self, step: usize, spec: &Spec, device: &Device) -> Result<Option<Network>> {
        let Some(snapshot) = self.snapshots.iter().find(|snapshot| snapshot.step == step) else {
            return Ok(None);
        };
        let mut tensors = snapshot.tensors.iter();
        let network = Network::from_state(spec, device, |_| {
            let tensor = tensors.next().expect("the snapshot is of this network");
            tensor.iter().map(|value| value.to_f32()).collect()
        })?;
        Ok(Some(network))
    }
}

/// The nearest number in half precision that is finite.
fn narrow(value: f32) -> f16 {
    f16::from_f32(value.clamp(f16::MIN.to_f32(), f16::MAX.to_f32()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(total: usize) -> Vec<usize> {
        let history = History::new(total);
        (0..=total).filter(|&step| history.is_due(step)).collect()
    }

    #[test]
    fn there_are_at_least_a_hundred_and_more_at_the_beginning() {
        for total in [150, 938, 2_814, 60_000] {
            let due = due(total);
            assert!((100..=250).contains(&due.len()), "{total}: {}", due.len());
            assert_eq!(due[..9], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
            let distances: Vec<usize> = due.windows(2).map(|two| two[1] - two[0]).collect();
            assert!(distances[..distances.len() - 1].is_sorted());
            assert!(*distances.iter().max().unwrap() <= total / 100 && due.ends_with(&[total]));
        }
        assert_eq!(due(3), [0, 1, 2, 3]);
    }

    #[test]
    fn the_steps_to_the_next_one_lead_there() {
        let history = History::new(2_814);
        for step in 0..2_814 {
            let next = step + history.steps_to_next(step);
            assert!(next > step && history.is_due(next));
            assert!((step + 1..next).all(|between| !history.is_due(between)));
        }
    }

    #[test]
    fn the_oldest_are_thinned_and_the_memory_is_kept() {
        let mut history = History::new(10_000);
        let tensors = vec![vec![1.5; 100_000]];
        for step in (0..=10_000).filter(|&step| History::new(10_000).is_due(step)) {
            history.add(step, &tensors);
            assert!(history.bytes() <= MOST_BYTES);
        }
        let steps = history.steps();
        assert_eq!((steps[0], *steps.last().unwrap()), (0, 10_000));
        assert!((90..=100).contains(&steps.len()), "{steps:?}");
        let distances: Vec<u32> = steps.windows(2).map(|two| two[1] - two[0]).collect();
        assert_eq!(
            distances[distances.len() - 2],
            100,
            "the latest are as near as they were taken"
        );
        assert!(*distances.iter().max().unwrap() <= 800, "{distances:?}");
    }

    #[test]
    fn a_run_that_goes_back_forgets_what_came_after() {
        let mut history = History::new(1_000);
        for step in 0..8 {
            history.add(step, &[vec![step as f32]]);
        }
        history.forget_after(5);
        assert_eq!(history.steps(), [0, 1, 2, 3, 4, 5]);
        history.add(3, &[vec![0.0]]);
        assert_eq!(history.steps(), [0, 1, 2, 3], "a step is made again");
    }

    #[test]
    fn snapshots_come_back_from_their_bytes() {
        let mut history = History::new(1_000);
        for step in 0..4 {
            history.add(step, &[vec![step as f32; 3], vec![-0.1; 2]]);
        }
        let mut other = History::new(1_000);
        let lengths = [3, 2];
        for step in history.steps() {
            let bytes = history.bytes_of(step as usize).unwrap();
            assert_eq!(bytes.len(), 10);
            assert!(other.add_bytes(step as usize, &bytes, lengths.into_iter()));
        }
        assert_eq!(other.steps(), history.steps());
        assert_eq!(other.bytes_of(2), history.bytes_of(2));
        assert_eq!(history.bytes_of(7), None);
        for bad in [vec![0; 8], vec![0; 12], vec![0; 11], vec![]] {
            assert!(!other.add_bytes(9, &bad, lengths.into_iter()));
        }
        assert!(
            !other.add_bytes(3, &[0; 10], lengths.into_iter()),
            "not later"
        );
        assert_eq!(other.steps(), [0, 1, 2, 3]);
    }

    #[test]
    fn a_network_that_is_too_large_has_no_history() {
        let mut history = History::new(1_000);
        history.add(0, &[vec![0.0; 6_000_000]]);
        assert!(history.steps().is_empty());
    }
}
