/**
 * The page's address: the room that it leads to, and the run that it starts with.
 *
 * @module
 */

import { linkTo } from "../run/link.js";
import { presetOf } from "../run/settings.js";
import { roomOf } from "./rooms.js";

/** @typedef {import("./state.js").State} State */

export function createAddress() {
  return {
    /** The room that an address leads to, by its hash. */
    room: (hash = location.hash) => roomOf(hash, (id) => document.getElementById(id)?.closest("main")?.id),

    /** @param {string} name of a parameter @param {string} value */
    set(name, value) {
      const address = new URL(location.href);
      address.searchParams.set(name, value);
      replace(address.href);
    },

    /**
     * Keeps the address that of its run, so that a reload or a link leads to the same. An address whose own network
     * does not fit stays, until there is another.
     * @param {Pick<State, "run" | "draft" | "presets">} state
     */
    followRun({ run, draft, presets }) {
      const config = run.summary?.config ?? null;
      const preset = presetOf(config, presets);
      if (config && preset && !draft.problem) replace(linkTo(location.href, config, preset));
    },
  };
}

/** @param {string} href */
function replace(href) {
  if (href === location.href) return;
  try {
    history.replaceState(null, "", href);
  } catch {
    // Browsers count: a page that changes its address a hundred times in half a minute has to wait.
  }
}
