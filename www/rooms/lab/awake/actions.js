/**
 * Keeps the screen on while a network trains, and tells of a run's end. Both are browser functions that may be absent or
 * refused.
 *
 * @module
 */

import { isTraining } from "../../../run/phase.js";

/** What a visitor wished for, in the browser's storage of small things. */
const KEY = "digit-lab-awake";

export const HAS_LOCK = "wakeLock" in navigator;
export const HAS_NOTIFICATIONS = "Notification" in globalThis;

/**
 * @param {Pick<import("../../../page/store.js").Store<any, any>, "get" | "dispatch" | "subscribe">} store
 * @param {(accuracy: number | null) => string} words of the notification
 */
export function createAwakeActions({ get, dispatch, subscribe }, words) {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  let asking = false;
  const change = (/** @type {Partial<import("./state.js").Awake>} */ change) => {
    dispatch({ type: "awake", change });
    const { screen, notify } = get().awake;
    try {
      localStorage.setItem(KEY, JSON.stringify({ screen, notify }));
    } catch {
      // Then it is not remembered.
    }
  };

  /** Takes or gives back the lock, as the run and the visitor have it. The browser gives it back itself in a hidden tab. */
  const follow = async () => {
    const { awake, run } = get();
    const wanted = awake.screen && isTraining(run) && document.visibilityState === "visible";
    if (!wanted) {
      await lock?.release().catch(() => {});
      lock = null;
    } else if (!asking && (!lock || lock.released)) {
      asking = true;
      try {
        lock = await navigator.wakeLock.request("screen");
      } catch {
        // Such as where the battery is low.
        change({ screen: false, refused: "screen" });
      }
      asking = false;
    }
  };
  document.addEventListener("visibilitychange", follow);

  let shown = get();
  subscribe(() => {
    const before = shown;
    shown = get();
    if (before.awake !== shown.awake || before.run.phase !== shown.run.phase) void follow();
    const ended = before.run.phase !== "finished" && shown.run.phase === "finished";
    if (ended && isTraining(before.run) && shown.awake.notify) tell(words(shown.evaluation?.accuracy ?? null));
  });

  const tell = (/** @type {string} */ body) => {
    try {
      new Notification("Digit Lab", { body, tag: "digit-lab" });
    } catch {
      // Some phones have no notifications of a page.
      change({ notify: false, refused: "notify" });
    }
  };

  try {
    const { screen, notify } = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const granted = HAS_NOTIFICATIONS && Notification.permission === "granted";
    dispatch({ type: "awake", change: { screen: HAS_LOCK && screen === true, notify: granted && notify === true } });
  } catch {
    // Nothing was remembered.
  }
  void follow();

  return {
    /** @param {boolean} screen */
    keepScreen: (screen) => change({ screen, refused: null }),
    /** @param {boolean} wished */
    async notify(wished) {
      const granted = !wished || (await Notification.requestPermission()) === "granted";
      change({ notify: wished && granted, refused: granted ? null : "notify" });
    },
  };
}

/** @typedef {ReturnType<typeof createAwakeActions>} AwakeActions */
