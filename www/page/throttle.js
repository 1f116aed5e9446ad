/**
 * Asks again and again, but never faster than it is answered. No DOM, no worker.
 *
 * @module
 */

/**
 * Wraps a request so that at most one is under way. The returned function asks for one that starts
 * no sooner than `interval_ms` after the last; what comes too early is made up for, once, as soon
 * as it may. So the answer on show is always to the latest question, however slow the answers are.
 *
 * @param {() => Promise<unknown>} ask must not reject
 * @returns {(interval_ms: number) => void}
 */
export function throttled(ask) {
  let pending = false;
  let last_ms = -Infinity;
  let wait_ms = Infinity; // of the most urgent wish; none while infinite
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const schedule = () => {
    clearTimeout(timer);
    if (pending || wait_ms === Infinity) return;
    const left_ms = last_ms + wait_ms - performance.now();
    if (left_ms > 0) {
      timer = setTimeout(schedule, left_ms);
      return;
    }
    wait_ms = Infinity;
    pending = true;
    last_ms = performance.now();
    ask().finally(() => {
      pending = false;
      schedule();
    });
  };
  return (interval_ms) => {
    wait_ms = Math.min(wait_ms, interval_ms);
    schedule();
  };
}
