/**
 * The run's settings: a small form, filled from the run there is.
 *
 * @module
 */

import { part, write } from "../dom.js";
import { explain } from "../i18n/index.js";
import { NUMBER_RULES, parseNumber } from "../options.js";

/** @typedef {import("../protocol.js").ConfigRequest} ConfigRequest */
/** @typedef {import("../protocol.js").RunConfig} RunConfig */
/** @typedef {import("../rendering.js").Ui} Ui */
/** @typedef {keyof typeof NUMBER_RULES} Name */

const NAMES = /** @type {Name[]} */ (Object.keys(NUMBER_RULES));

/**
 * @param {HTMLElement} element
 * @param {{apply: (config: ConfigRequest) => void}} actions
 * @returns {(slice: {run: import("../state.js").Run, begun: boolean}, ui: Ui) => void}
 */
export function createSettings(element, actions) {
  const form = /** @type {HTMLFormElement} */ (part(element, "form"));
  const apply = /** @type {HTMLButtonElement} */ (part(element, "apply"));
  const [note, problem] = [part(element, "note"), part(element, "problem")];
  const input = (/** @type {Name} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  /** @type {RunConfig | undefined} the one in the form */
  let shown;
  /** @type {Ui | undefined} */
  let words;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!shown || !words) return;
    const { config, invalid } = read();
    for (const name of NAMES) input(name).setAttribute("aria-invalid", String(name === invalid));
    if (!invalid) return actions.apply({ preset: shown.preset, ...config });
    const expected = words.t(`error.expected.${NUMBER_RULES[invalid]}`);
    write(problem, words.t("settings.invalid", { name: words.t(`settings.${invalid}`), expected }));
    input(invalid).focus();
  });

  const read = () => {
    /** @type {ConfigRequest} */
    const config = {};
    /** @type {Name | undefined} */
    let invalid;
    for (const name of NAMES) {
      const text = input(name).value.trim();
      const value = parseNumber(text, NUMBER_RULES[name]);
      if (value !== null) config[name] = value;
      else if (name !== "subset" || text !== "") invalid ??= name; // left empty: all of them
    }
    return { config, invalid };
  };

  return ({ run, begun }, ui) => {
    words = ui;
    const config = run.summary?.config;
    if (config && config !== shown) {
      shown = config;
      for (const name of NAMES) {
        input(name).value = String(config[name] ?? "");
        input(name).setAttribute("aria-invalid", "false");
      }
    }
    input("subset").placeholder = ui.t("settings.all");
    const busy = run.phase === "training" || run.phase === "pausing";
    apply.disabled = !config || busy || run.phase === "configuring";
    write(note, busy ? ui.t("settings.busy") : begun ? ui.t("settings.restarts") : "");
    write(problem, run.problem ? explain(ui.t, "error", run.problem) : "");
  };
}
