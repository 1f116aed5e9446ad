/**
 * Whatever was thrown, as an {@link ErrorReport}.
 *
 * @module
 */

/** @typedef {import("./protocol.js").ErrorReport} ErrorReport */

/**
 * Rust throws reports already; a panic is a RuntimeError of the module; everything else is unexpected.
 * @param {unknown} error
 * @returns {ErrorReport}
 */
export function reportOf(error) {
  if (error instanceof WebAssembly.RuntimeError) {
    return { code: "worker-crashed", message: `The trainer stopped unexpectedly: ${error.message}.` };
  }
  const { code, message, params } = /** @type {Partial<ErrorReport>} */ (error ?? {});
  return {
    code: typeof code === "string" ? code : "unexpected",
    message: String(message ?? error),
    ...(params && { params }),
  };
}

/** @param {unknown} error */
export function sentenceOf(error) {
  return reportOf(error).message;
}
