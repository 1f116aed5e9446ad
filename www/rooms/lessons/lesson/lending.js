/**
 * Elements of other rooms, taken to a lesson and brought back. An element keeps its views: what draws it finds it by its
 * id, or holds it already.
 *
 * @module
 */

export function createLending() {
  /** The comment that keeps the place of each element that is away. @type {Map<HTMLElement, Comment>} */
  const places = new Map();

  /** @param {HTMLElement} element */
  const bringBack = (element) => {
    places.get(element)?.replaceWith(element);
    places.delete(element);
  };

  return {
    /**
     * Has a slot show these elements, as far as they are there, and brings all others back.
     * @param {HTMLElement} slot
     * @param {readonly string[]} ids
     * @returns {boolean} whether all are there
     */
    show(slot, ids) {
      const wanted = ids.map((id) => document.getElementById(id));
      for (const element of [...places.keys()]) if (!wanted.includes(element)) bringBack(element);
      for (const element of wanted) {
        if (!element || places.has(element)) continue;
        const place = document.createComment(element.id);
        element.replaceWith(place);
        places.set(element, place);
      }
      const there = wanted.filter((element) => element !== null);
      const inOrder = there.every((element, i) => slot.children[i] === element);
      if (!inOrder || slot.children.length !== there.length) slot.replaceChildren(...there);
      return there.length === ids.length;
    },
    bringAllBack() {
      for (const element of [...places.keys()]) bringBack(element);
    },
  };
}
