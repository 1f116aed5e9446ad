/**
 * The clock of a run: how fast it goes, how long it has taken, how long it will take, and how
 * many steps to ask for at a time. Pure: the caller says how long things took.
 *
 * @module
 */

/** Speed is the mean over this much training time. */
const WINDOW_MS = 3000;

/** A stretch of training should take about this long: a pause or a drawn digit waits for its end. */
const STRETCH_MS = 80;

/** Steps that may be under way at once: more would let a GPU's queue grow out of hand. */
const MAX_STEPS = 32;

/** An image costs about three times as much to learn from as to classify: forward, and backward twice. */
const EVALUATION_SHARE = 1 / 3;

/**
 * A stretch that takes so many times as long as it should, and so long at least, was interrupted: the tab was frozen, or
 * the computer slept.
 */
const FROZEN_TIMES = 10;
const FROZEN_MS = 2000;

export class Clock {
  #elapsed_ms;
  /** Whether the stretch before seemed to be interrupted. Two in a row are slow, and not frozen. */
  #wasFrozen = false;
  /** @type {{images: number, steps: number, ms: number}[]} */
  #window = [];
  #epoch = { images: 0, ms: 0 };
  #evaluation = { images: 0, ms: 0 };

  /** @param {number} [elapsed_ms] that the run has taken so far */
  constructor(elapsed_ms = 0) {
    this.#elapsed_ms = elapsed_ms;
  }

  /**
   * Counts a stretch of training.
   * @param {{images: number, steps: number, ms: number}} stretch
   */
  trained({ images, steps, ms }) {
    const recent = this.#recent();
    const stretch = { images, steps, ms: this.#awake(ms, (recent.ms * steps) / recent.steps) };
    this.#elapsed_ms += stretch.ms;
    this.#epoch.images += stretch.images;
    this.#epoch.ms += stretch.ms;
    this.#window.push(stretch);
    let kept = this.#window.reduce((sum, { ms }) => sum + ms, 0);
    while (this.#window.length > 1 && kept - this.#window[0].ms >= WINDOW_MS) {
      kept -= /** @type {{ms: number}} */ (this.#window.shift()).ms;
    }
  }

  /**
   * Counts a stretch of evaluation.
   * @param {{images: number, ms: number}} stretch
   */
  evaluated({ images, ms }) {
    const before = this.#evaluation;
    const awake_ms = this.#awake(ms, (before.ms * images) / before.images);
    this.#elapsed_ms += awake_ms;
    this.#evaluation.images += images;
    this.#evaluation.ms += awake_ms;
  }

  /**
   * What counts of a stretch's time.
   * @param {number} ms that it took
   * @param {number} expected_ms by the stretches before; no number if there are none
   */
  #awake(ms, expected_ms) {
    const seems_frozen = ms > FROZEN_MS && ms > FROZEN_TIMES * expected_ms;
    const is_frozen = seems_frozen && !this.#wasFrozen;
    this.#wasFrozen = seems_frozen;
    return is_frozen ? expected_ms : ms;
  }

  /** Ends an epoch. @returns {number} training images a second over it */
  endEpoch() {
    const { images, ms } = this.#epoch;
    this.#epoch = { images: 0, ms: 0 };
    return perSecond(images, ms);
  }

  /** Time spent training and evaluating, in ms. */
  get elapsed_ms() {
    return this.#elapsed_ms;
  }

  /** Training images a second, lately. */
  get images_per_second() {
    const { images, ms } = this.#recent();
    return perSecond(images, ms);
  }

  /** How many steps to ask for next. */
  get steps() {
    const { steps, ms } = this.#recent();
    if (steps === 0) return 1;
    return Math.max(1, Math.min(MAX_STEPS, Math.round((STRETCH_MS * steps) / ms)));
  }

  /**
   * @param {number} train_images still to learn from
   * @param {number} test_images still to evaluate on
   * @returns {number | null} ms; null before the first step
   */
  remaining_ms(train_images, test_images) {
    const { images, ms } = this.#recent();
    if (images === 0) return null;
    const train_ms = ms / images;
    const { images: tested, ms: test_ms } = this.#evaluation;
    return train_images * train_ms + test_images * (tested > 0 ? test_ms / tested : train_ms * EVALUATION_SHARE);
  }

  #recent() {
    const sum = { images: 0, steps: 0, ms: 0 };
    for (const stretch of this.#window) {
      sum.images += stretch.images;
      sum.steps += stretch.steps;
      sum.ms += stretch.ms;
    }
    return sum;
  }
}

/** @param {number} images @param {number} ms */
function perSecond(images, ms) {
  return ms > 0 ? (images / ms) * 1000 : 0;
}
