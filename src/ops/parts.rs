//! What operations need of a whole batch of which this worker holds a part only.

use digit_lab_kernels::{GradientSums, Moments};

use crate::team;

/// Three numbers of a channel, as they travel. Everybody goes on with what has travelled, the
/// sender too, so that all have the same to the bit.
pub trait Travels: Sized {
    fn pack(&self) -> [f64; 3];
    fn unpack(numbers: [f64; 3]) -> Self;
}

impl Travels for Moments {
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

impl Travels for GradientSums {
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

/// What every member of the team at work has, channel by channel; what there is here, if the batch
/// is this worker's own.
pub fn of_all<T: Travels>(mine: Vec<T>) -> Vec<Vec<T>> {
    let Some(team) = team::at_work() else {
        return vec![mine];
    };
    let packed: Vec<f32> = mine
        .iter()
        .flat_map(|channel| channel.pack().map(|number| number as f32))
        .collect();
    let unpack = |channel: &[f32]| T::unpack(std::array::from_fn(|i| f64::from(channel[i])));
    team.gather(&packed)
        .chunks_exact(packed.len())
        .map(|part| part.chunks_exact(3).map(unpack).collect())
        .collect()
}
