/**
 * What computes: the module, the device, and what was tried. Pure.
 *
 * @module
 */

/** @typedef {import("../state.js").Action} Action */
/** @typedef {import("../../api/protocol.js").Notice} Notice */

/**
 * @typedef {object} Compute
 * @property {"idle" | "opening" | "ready" | "failed"} phase
 * @property {import("../../api/protocol.js").Progress | null} progress of the module's download, or of opening the device
 * @property {import("../../api/protocol.js").BackendReport | null} report
 * @property {Notice[]} notices
 * @property {import("../../api/protocol.js").Workers | null} workers how many compute a run, once that is known
 * @property {boolean} preparing while the GPU compiles what the network takes
 * @property {import("../../api/protocol.js").ErrorReport | null} problem
 */

/** @returns {Compute} */
export function initialCompute() {
  return {
    phase: "idle",
    progress: null,
    report: null,
    notices: [],
    workers: null,
    preparing: false,
    problem: null,
  };
}

/** @param {Compute} compute @param {Action} action @returns {Compute} */
export function reduceCompute(compute, action) {
  switch (action.type) {
    case "opening":
      return { ...initialCompute(), phase: "opening" };
    case "progress":
      if (action.task === "pipelines") return { ...compute, preparing: action.loaded !== action.total };
      return action.task === "module" || action.task === "device" ? { ...compute, progress: action } : compute;
    case "notice":
      return isAboutData(action) || isAboutPictures(action)
        ? compute
        : { ...compute, notices: withNotice(compute.notices, action) };
    case "opened": {
      const notices = action.report.notices.reduce(withNotice, compute.notices);
      return {
        ...compute,
        phase: "ready",
        progress: null,
        report: action.report,
        notices,
        workers: action.report.workers,
      };
    }
    case "workers":
      return { ...compute, workers: { count: action.count, reason: action.reason } };
    case "backendChanged": {
      if (!compute.report) return compute;
      const { backend, adapter, reason, workers } = action;
      const report = { ...compute.report, backend, adapter };
      const notices = withNotice(compute.notices, { code: "device-lost", message: reason.message });
      return { ...compute, preparing: false, progress: null, report, notices, workers };
    }
    case "open-failed":
      return { ...compute, phase: "failed", progress: null, problem: action.error };
    case "crashed":
      return { ...compute, phase: "failed", progress: null, problem: { code: action.code, message: action.message } };
    default:
      return compute;
  }
}

/** Visitors' own pictures have their place in the Data room. @param {Pick<Notice, "code">} notice */
export function isAboutPictures({ code }) {
  return code.startsWith("pictures-");
}

/** Mirrors and the browser's storage concern where the images come from. @param {Notice} notice */
export function isAboutData({ code }) {
  return code.startsWith("mirror-") || code.startsWith("cache-");
}

/**
 * The same news may come as an event and in the report that follows.
 * @param {Notice[]} notices
 * @param {Notice} notice
 */
export function withNotice(notices, { code, message, params }) {
  const known = notices.some((other) => other.code === code && other.message === message);
  return known ? notices : [...notices, { code, message, ...(params && { params }) }];
}
