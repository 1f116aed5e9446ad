/**
 * What is told across the page: what went wrong and what to do about it; and, for those who listen
 * to the page, what has changed. Pure.
 *
 * @module
 */

/** @typedef {import("../state.js").Action} Action */
/** @typedef {"reload" | "open-auto" | "smaller-rate" | "reset" | "dismiss"} AlertAction */

/**
 * @typedef {import("../../api/protocol.js").ErrorReport & {
 *   params?: Record<string, string>, actions: AlertAction[], serious: boolean
 * }} Alert
 */

/** @typedef {{key: string, params: Record<string, number>}} Announcement */

/** @param {Alert | null} alert @param {Action} action @returns {Alert | null} */
export function reduceAlert(alert, action) {
  switch (action.type) {
    case "alerted":
      return alert?.code === "worker-crashed" ? alert : action.alert;
    case "crashed":
      return { code: action.code, message: action.message, actions: ["reload"], serious: true };
    case "backendChanged": {
      const { backend, step, reason } = action;
      const code = `${step ? "moved" : "lost"}-to-${backend === "webgpu" ? "gpu" : "cpu"}`;
      return { code, message: reason.message, params: { step: String(step) }, actions: ["dismiss"], serious: false };
    }
    case "resumed": {
      const code = action.older ? "resumed-older" : action.elsewhere ? "resumed-copy" : null;
      return code ? { code, message: code, actions: ["dismiss"], serious: false } : alert;
    }
    case "opening":
    case "loading":
    case "configuring":
    case "train-asked":
    case "step-asked":
      // A new attempt settles the failure before it.
      return alert?.serious && alert.code !== "worker-crashed" ? null : alert;
    case "dismissed":
      return null;
    default:
      return alert;
  }
}

/** @param {Announcement | null} announcement @param {Action} action @returns {Announcement | null} */
export function reduceAnnouncement(announcement, action) {
  switch (action.type) {
    case "loaded":
      return { key: "said.loaded", params: { count: action.summary.train_count } };
    case "configured":
      return { key: "said.ready", params: {} };
    case "train-asked":
      return { key: "said.training", params: {} };
    case "epoch":
      return { key: "said.epoch", params: { epoch: action.epoch, accuracy: action.test_accuracy } };
    case "stopped":
      if (action.reason === "reset") return announcement;
      return { key: action.reason === "finished" ? "said.finished" : "said.paused", params: { step: action.step } };
    case "resumed":
      return { key: "said.paused", params: { step: action.report.step } };
    case "sweep":
      if (!action.finished) return announcement;
      return { key: action.suggestion === null ? "said.swept-none" : "said.swept", params: {} };
    default:
      return announcement;
  }
}
