/**
 * Finds the tensors of a network among those of a file. Pure.
 *
 * @module
 */

/** @typedef {{name: string, shape: number[], data: Float32Array}} NamedTensor */

/** What PyTorch saves beside the weights, and no network here has. */
const IGNORED = /(^|\.)num_batches_tracked$/;
/** Misfits that are named; the rest is counted. */
const MOST_NAMED = 5;

/** @param {readonly number[]} shape */
const spelled = (shape) => `[${shape.join(", ")}]`;

/**
 * The file's tensors in the order of the network's. Names may have a common beginning, as those of a wrapped module of
 * PyTorch have ("module.conv1.weight").
 * @param {readonly {tensor: string, shape: number[]}[]} expected
 * @param {readonly NamedTensor[]} given
 * @returns {Float32Array[]} throws a report with the code "weights-misfit" that names what does not fit
 */
export function matchWeights(expected, given) {
  const own = given.filter(({ name }) => !IGNORED.test(name));
  const prefix = commonPrefix(own.map(({ name }) => name));
  const byName = new Map(
    own.flatMap((tensor) => [
      [tensor.name, tensor],
      [tensor.name.slice(prefix.length), tensor],
    ]),
  );
  /** @type {Set<NamedTensor>} */
  const used = new Set();
  /** @type {string[]} */
  const misfits = [];
  /** @type {Float32Array[]} */
  const found = [];
  for (const { tensor: name, shape } of expected) {
    const tensor = byName.get(name);
    if (!tensor) misfits.push(`${name} ${spelled(shape)} is missing`);
    else if (tensor.shape.join() !== shape.join())
      misfits.push(`${name} is ${spelled(tensor.shape)} in the file and ${spelled(shape)} in the network`);
    else found.push(tensor.data);
    if (tensor) used.add(tensor);
  }
  for (const tensor of own)
    if (!used.has(tensor)) misfits.push(`${tensor.name} ${spelled(tensor.shape)} is not in the network`);
  if (misfits.length === 0) return found;
  const more = misfits.length - MOST_NAMED;
  const list = `${misfits.slice(0, MOST_NAMED).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
  throw {
    code: "weights-misfit",
    message: `The weights do not fit the network: ${list}.`,
    params: { list, count: misfits.length },
  };
}

/** What all names begin with, up to a dot. @param {string[]} names */
function commonPrefix(names) {
  const first = names[0]?.split(".").slice(0, -1) ?? [];
  let parts = first;
  for (const name of names) {
    const own = name.split(".");
    parts = parts.slice(0, parts.findIndex((part, i) => part !== own[i]) >>> 0);
  }
  return parts.length ? `${parts.join(".")}.` : "";
}
