//! From the logarithms of a softmax to a loss: rows of one number a class.

/// The negative log-likelihood of each row's target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodBlock {
    /// Numbers in a row.
    pub classes: usize,
    /// Share of the target that is spread over all classes, in [0, 1).
    pub smoothing: f32,
}

impl LikelihoodBlock {
    /// Of logarithms `[rows, classes]` and `targets`, a class id each: `[rows]`.
    ///
    /// # Panics
    /// If a target is none of the classes.
    pub fn forward(&self, logs: &[f32], targets: &[f32], y: &mut [f32]) {
        let Self { classes, smoothing } = *self;
        assert_eq!(logs.len(), targets.len() * classes);
        for ((y, logs), &target) in y.iter_mut().zip(logs.chunks_exact(classes)).zip(targets) {
            let mean = logs.iter().sum::<f32>() / classes as f32;
            *y = -(logs[target as usize] * (1.0 - smoothing) + mean * smoothing);
        }
    }

    /// The logarithms' gradient from the output's.
    pub fn backward(&self, targets: &[f32], dy: &[f32], dx: &mut [f32]) {
        let Self { classes, smoothing } = *self;
        assert_eq!(dx.len(), targets.len() * classes);
        for ((dx, &target), dy) in dx.chunks_exact_mut(classes).zip(targets).zip(dy) {
            dx.fill(-dy * smoothing / classes as f32);
            dx[target as usize] -= dy * (1.0 - smoothing);
        }
    }
}

/// How many rows have their largest number at the target; of equals the first counts.
#[inline(never)]
pub fn hits(classes: usize, outputs: &[f32], targets: &[u8]) -> usize {
    let rows = outputs.chunks_exact(classes).zip(targets);
    let hit = |(row, target): &(&[f32], &u8)| {
        let target = usize::from(**target);
        let mut others = row.iter().enumerate().filter(|&(i, _)| i != target);
        others.all(|(i, &other)| match i < target {
            true => other < row[target],
            false => other <= row[target],
        })
    };
    rows.filter(hit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_numbers_the_first_is_the_answer() {
        let rows = [0.0, 0.0, 0.0, 1.0, 2.0, 2.0];
        assert_eq!(hits(3, &rows, &[0, 1]), 2);
        assert_eq!(hits(3, &rows, &[1, 2]), 0);
        assert_eq!(hits(3, &[f32::NAN; 3], &[0]), 0);
    }
}
