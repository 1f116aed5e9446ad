/**
 * A run as an address: what of its settings differs from its preset's recipe, and the network if it
 * is one's own. `parseOptions` of options.js reads it again. Pure.
 *
 * @module
 */

import { differences, formatSetting, SETTINGS } from "./settings.js";

/** @typedef {import("../api/protocol.js").LayerSpec} LayerSpec */
/** @typedef {import("../api/protocol.js").Preset} Preset */
/** @typedef {import("../api/protocol.js").RunConfig} RunConfig */
/** @typedef {import("../api/protocol.js").Spec} Spec */

/** A layer's fields in the order in which they are read; what may be left out, at this value. */
const FIELDS = ["kind", "name", "channels", "units", "kernel", "stride", "padding", "size", "rate"];
const DEFAULTS = /** @type {Record<string, unknown>} */ ({ stride: 1, padding: 0 });

/**
 * The address of a page that starts with this run. Parameters that are not about the run stay.
 * @param {string} href of this page
 * @param {RunConfig} config
 * @param {Preset} preset the one that `config.preset` names
 * @returns {string}
 */
export function linkTo(href, config, preset) {
  const url = new URL(href);
  const query = url.searchParams;
  for (const name of ["preset", "network", ...SETTINGS.map(({ name }) => name)]) query.delete(name);
  query.set("preset", config.preset);
  for (const { name } of differences(config, preset.config)) query.set(name, formatSetting(name, config[name]));
  const network = config.network && networkText(config.network);
  if (network && network !== networkText(preset.spec)) query.set("network", network);
  // Both may stand in a query as they are; a network has many.
  url.search = query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return url.href;
}

/**
 * A network as compact JSON, the same for networks that are the same: the list of its layers, each
 * with its fields in one order and without those at their defaults.
 * @param {Spec} network
 * @returns {string}
 */
export function networkText(network) {
  return JSON.stringify(network.layers.map(compact));
}

/** @param {LayerSpec} layer @returns {Record<string, unknown>} */
function compact(layer) {
  const given = /** @type {Record<string, any>} */ (layer);
  const names = [
    ...FIELDS,
    ...Object.keys(given)
      .filter((name) => !FIELDS.includes(name))
      .sort(),
  ];
  const entries = names
    .filter((name) => given[name] !== undefined && given[name] !== DEFAULTS[name])
    .map((name) => [name, Array.isArray(given[name]) ? given[name].map(compact) : given[name]]);
  return Object.fromEntries(entries.filter(([name, value]) => name !== "shortcut" || value.length > 0));
}
