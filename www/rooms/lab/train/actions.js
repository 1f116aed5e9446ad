/**
 * The one large button: trains, pauses, goes on, or begins again.
 *
 * @module
 */

import { buttonRole } from "../../../run/controls.js";

/** @param {import("../../../page/app.js").App} app */
export function createPress(app) {
  return async () => {
    const role = buttonRole(app.get().run);
    if (role === "pause") return app.pause();
    if (role === "again" && !(await app.reset())) return;
    await app.train();
  };
}
