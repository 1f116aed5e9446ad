//! Sums over a whole batch whose parts the members of a team compute.

use digit_lab_kernels::{GradientSums, Moments};

use crate::team::Team;

/// Three numbers of a channel that members send to each other. Every member, the sender too, computes with the numbers
/// as they were sent, rounded to `f32`, so that all get the same result to the bit.
pub trait Channel: Sized {
    fn pack(&self) -> [f64; 3];
    fn unpack(numbers: [f64; 3]) -> Self;
}

impl Channel for Moments {
    fn pack(&self) -> [f64; 3] {
        [self.count, self.mean, self.squares]
    }

    fn unpack([count, mean, squares]: [f64; 3]) -> Self {
        Self {
            count,
            mean,
            squares,
        }
    }
}

impl Channel for GradientSums {
    fn pack(&self) -> [f64; 3] {
        [self.count, self.gradient, self.product]
    }

    fn unpack([count, gradient, product]: [f64; 3]) -> Self {
        Self {
            count,
            gradient,
            product,
        }
    }
}

/// Exchanges the numbers of every channel. Returns one list of channels for each member, in the order of the ranks;
/// without a team, only `own`.
pub fn gather<T: Channel>(team: Option<&Team>, own: Vec<T>) -> Vec<Vec<T>> {
    let Some(team) = team else {
        return vec![own];
    };
    let packed: Vec<f32> = own
        .iter()
        .flat_map(|channel| channel.pack().map(|number| number as f32))
        .collect();
    let unpack = |channel: &[f32]| T::unpack(std::array::from_fn(|i| f64::from(channel[i])));
    team.gather(&packed)
        .chunks_exact(packed.len())
        .map(|part| part.chunks_exact(3).map(unpack).collect())
        .collect()
}
