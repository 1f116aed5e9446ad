/**
 * A network as short readable JSON, a line a layer, and back again. Pure.
 *
 * Reading says in which line something is wrong, which JSON.parse does only in some browsers. Only
 * what the text is made of is checked here; which layers fit is for the trainer to say.
 *
 * @module
 */

import { fieldsOf, isKind, isNamed, nameOf, valueOf } from "./network-edit.js";

/** @typedef {import("./network-edit.js").Spec} Spec */
/** @typedef {import("./network-edit.js").LayerSpec} LayerSpec */

/**
 * What is wrong, and where; `found`, `name` and `kind` fill the holes of the sentence.
 * @typedef {{code: "long" | "syntax" | "end" | "layers" | "layer" | "kind" | "unknown" | "missing" | "number" | "text",
 *   line: number, params: Record<string, string>}} TextProblem
 */

/** The same text for the same network, however its defaults are written. @param {Spec} spec @returns {string} */
export function writeNetwork(spec) {
  return `{"layers": ${list(spec.layers, "")}}`;
}

/** @param {readonly LayerSpec[]} layers @param {string} indent @returns {string} */
function list(layers, indent) {
  if (!layers.length) return "[]";
  const lines = layers.map((layer) => `${indent}  ${line(layer, `${indent}  `)}`);
  return `[\n${lines.join(",\n")}\n${indent}]`;
}

/** @param {LayerSpec} layer @param {string} indent @returns {string} */
function line(layer, indent) {
  const parts = [`"kind": ${JSON.stringify(layer.kind)}`];
  if (isNamed(layer.kind)) parts.push(`"name": ${JSON.stringify(nameOf(layer))}`);
  for (const field of fieldsOf(layer.kind)) {
    // Single precision on the other side: 0.2 comes back as 0.20000000298.
    const value = Number(valueOf(layer, field).toPrecision(7));
    if (value !== field.standard) parts.push(`"${field.name}": ${value}`);
  }
  if (layer.kind === "residual") {
    parts.push(`"layers": ${list(layer.layers, indent)}`);
    if (layer.shortcut?.length) parts.push(`"shortcut": ${list(layer.shortcut, indent)}`);
  }
  return `{${parts.join(", ")}}`;
}

/** Characters read at most: a hundred times as many as the largest preset has. */
export const MOST_CHARACTERS = 100_000;

/**
 * Takes time in proportion to the text's length.
 * @param {string} text of a network, or of its list of layers alone
 * @returns {{spec: Spec} | {problem: TextProblem}}
 */
export function readNetwork(text) {
  try {
    if (text.length > MOST_CHARACTERS) {
      throw problem("long", 1, { length: String(text.length), most: String(MOST_CHARACTERS) });
    }
    const top = parse(text);
    const layers = Array.isArray(top.value) ? top : member(top, "layers");
    if (!layers) throw problem("layers", top.line);
    return { spec: { layers: readList(layers) } };
  } catch (error) {
    if (error instanceof Misreading) return { problem: error.problem };
    throw error;
  }
}

class Misreading extends Error {
  /** @param {TextProblem} problem */
  constructor(problem) {
    super(`${problem.code} in line ${problem.line}`);
    this.problem = problem;
  }
}

/** @param {TextProblem["code"]} code @param {number} line @param {Record<string, string>} [params] */
const problem = (code, line, params = {}) => new Misreading({ code, line, params });

/** A JSON value and the line it begins in. @typedef {{value: any, line: number}} Node */

/** @param {Node} node @param {string} name @returns {Node | undefined} */
const member = ({ value }, name) => (value instanceof Map ? value.get(name) : undefined);

/** @param {Node} node @returns {LayerSpec[]} */
function readList(node) {
  if (!Array.isArray(node.value)) throw problem("layers", node.line);
  return node.value.map(readLayer);
}

/** @param {Node} node @returns {LayerSpec} */
function readLayer(node) {
  if (!(node.value instanceof Map)) throw problem("layer", node.line);
  const given = member(node, "kind");
  if (!given) throw problem("missing", node.line, { name: "kind", kind: "layer" });
  const kind = given.value;
  if (typeof kind !== "string" || !isKind(kind)) throw problem("kind", given.line, { found: String(kind) });

  /** @type {Record<string, unknown>} */
  const layer = { kind };
  const lists = kind === "residual" ? ["layers", "shortcut"] : [];
  const known = ["kind", ...(isNamed(kind) ? ["name"] : []), ...fieldsOf(kind).map(({ name }) => name), ...lists];
  for (const [name, { line }] of node.value) {
    if (!known.includes(name)) throw problem("unknown", line, { name, kind });
  }
  const required = (/** @type {string} */ name) => {
    const found = member(node, name);
    if (!found) throw problem("missing", node.line, { name, kind });
    return found;
  };
  if (isNamed(kind)) {
    const { value, line } = required("name");
    if (typeof value !== "string") throw problem("text", line, { name: "name" });
    layer.name = value;
  }
  for (const { name, step, standard } of fieldsOf(kind)) {
    const { value, line } =
      standard === undefined ? required(name) : (member(node, name) ?? { value: standard, line: 0 });
    if (!isCount(value, step)) throw problem("number", line, { name });
    layer[name] = value;
  }
  for (const name of lists) {
    const found = name === "layers" ? required(name) : member(node, name);
    if (found) layer[name] = readList(found);
  }
  return /** @type {LayerSpec} */ (layer);
}

/** Whether the other side can take it as a number at all. @param {unknown} value @param {number} step */
function isCount(value, step) {
  if (typeof value !== "number") return false;
  return step === 1 ? Number.isInteger(value) && value >= 0 && value < 2 ** 31 : Number.isFinite(value);
}

const TOKEN = /\s+|[[\]{}:,]|"(?:[^"\\\n]|\\.)*"|[\w.+-]+|./uy;

/** Deeper than any network: what is nested further is no network, and would exhaust the stack. */
const DEEPEST = 40;

/** @param {string} text @returns {Node} */
function parse(text) {
  const tokens = tokenise(text);
  let at = 0;
  const next = () => tokens[Math.min(at++, tokens.length - 1)];
  const unexpected = (/** @type {{token: string, line: number}} */ { token, line }) =>
    token ? problem("syntax", line, { found: token }) : problem("end", line);
  const expect = (/** @type {string} */ wanted) => {
    const found = next();
    if (found.token !== wanted) throw unexpected(found);
  };

  /** What stands between brackets, separated by commas. @param {string} end @param {() => void} item */
  const series = (end, item) => {
    if (tokens[at].token === end) return void next();
    for (;;) {
      item();
      const after = next();
      if (after.token === end) return;
      if (after.token !== ",") throw unexpected(after);
    }
  };

  /** @param {number} depth @returns {Node} */
  const value = (depth) => {
    const first = next();
    const { token, line } = first;
    if (depth > DEEPEST) throw unexpected(first);
    if (token === "[") {
      /** @type {Node[]} */
      const items = [];
      series("]", () => items.push(value(depth + 1)));
      return { value: items, line };
    }
    if (token === "{") {
      /** @type {Map<string, Node>} */
      const members = new Map();
      series("}", () => {
        const key = next();
        if (!key.token.startsWith('"')) throw unexpected(key);
        const name = atom(key);
        expect(":");
        members.set(name, { ...value(depth + 1), line: key.line });
      });
      return { value: members, line };
    }
    return { value: atom(first), line };
  };

  /** A string, a number, true, false or null. @param {{token: string, line: number}} found */
  const atom = (found) => {
    try {
      return JSON.parse(found.token);
    } catch {
      throw unexpected(found);
    }
  };

  const all = value(0);
  if (tokens[at].token) throw unexpected(tokens[at]);
  return all;
}

/** @param {string} text @returns {{token: string, line: number}[]} the last is empty: the end */
function tokenise(text) {
  const tokens = [];
  let line = 1;
  for (const [token] of text.matchAll(new RegExp(TOKEN, "uyg"))) {
    if (token.trim()) tokens.push({ token, line });
    // A string that does not end: what follows would be searched for its end again at every quotation mark.
    if (token === '"') break;
    line += token.split("\n").length - 1;
  }
  return [...tokens, { token: "", line }];
}
