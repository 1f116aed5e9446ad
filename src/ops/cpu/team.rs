//! Sums over a whole batch of which each member of a team holds a part.

use digit_lab_kernels::{GradientSums, Moments};

use crate::team::Team;

/// Three numbers of a channel, as members send them to each other. Every member goes on with the numbers that were
/// sent, the sender too, so that all compute the same to the bit.
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

/// The numbers of all members, channel by channel, in the order of the ranks; without a team, one's `own`.
pub fn of_all<T: Channel>(team: Option<&Team>, own: Vec<T>) -> Vec<Vec<T>> {
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
