/**
 * What steps told, as lines of a table. Pure.
 *
 * @module
 */

/** Columns of {@link stepLines}. */
export const STEP_COLUMNS = ["step", "loss", "accuracy", "learning_rate", "gradient_norm"];

/**
 * @param {ArrayLike<number>} steps the number of each, from 1
 * @param {Record<"losses" | "accuracies" | "learning_rates" | "gradient_norms", ArrayLike<number>>} told one of each a step
 * @returns {(number | null)[][]}
 */
export function stepLines(steps, { losses, accuracies, learning_rates, gradient_norms }) {
  return Array.from(steps, (step, i) => {
    const norm = gradient_norms[i];
    // NaN stands for a norm that was no number: in a table it is missing.
    return [step, losses[i], accuracies[i], learning_rates[i], Number.isFinite(norm) ? norm : null];
  });
}
