//! The loss of a classifier, and its correct answers, from rows with one value per class.

/// The negative log-likelihood of each row's target, with label smoothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikelihoodBlock {
    /// Classes: the values of a row.
    pub classes: usize,
    /// Share of the target's probability that is spread over all classes, in [0, 1).
    pub smoothing: f32,
}

impl LikelihoodBlock {
    /// Computes the loss `y`, `[rows]`, of log-probabilities `logs`, `[rows, classes]`, and `targets`,
    /// `[rows]`, which are class indices.
    ///
    /// # Panics
    /// If `logs` has another length, or a target is not below `classes`.
    pub fn forward(&self, logs: &[f32], targets: &[f32], y: &mut [f32]) {
        let Self { classes, smoothing } = *self;
        assert_eq!(logs.len(), targets.len() * classes);
        for ((y, logs), &target) in y.iter_mut().zip(logs.chunks_exact(classes)).zip(targets) {
            let mean = logs.iter().sum::<f32>() / classes as f32;
            *y = -(logs[target as usize] * (1.0 - smoothing) + mean * smoothing);
        }
    }

    /// Computes the gradient `dx` of the log-probabilities, `[rows, classes]`, from the gradient `dy`
    /// of the loss, `[rows]`.
    ///
    /// # Panics
    /// If `dx` has another length, or a target is not below `classes`.
    pub fn backward(&self, targets: &[f32], dy: &[f32], dx: &mut [f32]) {
        let Self { classes, smoothing } = *self;
        assert_eq!(dx.len(), targets.len() * classes);
        for ((dx, &target), dy) in dx.chunks_exact_mut(classes).zip(targets).zip(dy) {
            dx.fill(-dy * smoothing / classes as f32);
            dx[target as usize] -= dy * (1.0 - smoothing);
        }
    }
}

/// The number of rows whose largest value is at the target; of equal values the first counts.
/// `outputs` is `[rows, classes]`, `targets` is `[rows]`.
///
/// # Panics
/// If a target is not below `classes`, or `classes` is 0.
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
    fn the_first_of_equal_values_is_the_answer() {
        let rows = [0.0, 0.0, 0.0, 1.0, 2.0, 2.0];
        assert_eq!(hits(3, &rows, &[0, 1]), 2);
        assert_eq!(hits(3, &rows, &[1, 2]), 0);
        assert_eq!(hits(3, &[f32::NAN; 3], &[0]), 0);
    }
}
