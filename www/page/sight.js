/**
 * Which sections a visitor sees: the training is not slowed for what nobody looks at.
 *
 * @module
 */

/**
 * Follows which sections are in sight.
 * @param {string[]} ids
 * @param {() => void} appeared
 * @returns {(id: string) => boolean}
 */
export function watchSight(ids, appeared) {
  /** @type {Set<string>} */
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target.id);
      else seen.delete(target.id);
    }
    appeared();
  });
  for (const id of ids) observer.observe(/** @type {HTMLElement} */ (document.getElementById(id)));
  document.addEventListener("visibilitychange", appeared);
  return (id) => seen.has(id) && !document.hidden;
}
