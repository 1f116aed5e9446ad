/**
 * The section of pictures, put together once somebody wants it.
 *
 * @module
 */

import { loadWords } from "../../../i18n/index.js";
import { fetchStyle } from "../../../page/style-sheet.js";
import { createPictureActions } from "./actions.js";
import { createCamera } from "./camera.js";
import { initialPicture, reducePicture } from "./state.js";
import style from "./style.css?url";
import { createPicture } from "./view.js";

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").LabStore} growing
 * @param {import("../../../page/shared.js").Shared["pad"]} pad
 * @returns its template; `show` brings the section into sight, `take` gives it a picture. Rejects if its words or its style
 *   cannot be fetched
 */
export async function createPictures(app, growing, pad) {
  await Promise.all([loadWords(growing.get().language, ["picture"]), fetchStyle(style)]);
  /** @type {any} */ (growing).add({ picture: { initial: initialPicture(), reduce: reducePicture } });
  const store = /** @type {import("./actions.js").PictureStore} */ (/** @type {unknown} */ (growing));
  const { take, fail, close, ...actions } = createPictureActions(app, store, pad);
  const camera = createCamera({
    camera: (camera) => store.dispatch({ type: "picture-camera", camera }),
    fail,
    take: (picture) => take(picture, "camera.jpg"),
  });
  const section = /** @type {HTMLElement} */ (document.getElementById("picture"));
  const template = createPicture({
    ...actions,
    camera,
    take(file) {
      camera.off();
      take(file, file.name);
    },
    close() {
      camera.off();
      close();
      section.hidden = true;
      document.getElementById("draw")?.scrollIntoView({ block: "nearest" });
    },
  });
  return {
    template,
    take(/** @type {File} */ file, /** @type {string} */ name) {
      camera.off();
      take(file, name);
    },
    show() {
      section.hidden = false;
      store.dispatch({ type: "picture-opened" });
      // Once it is filled.
      requestAnimationFrame(() => {
        section.scrollIntoView({ block: "nearest" });
        section.querySelector("h2")?.focus({ preventScroll: true });
      });
    },
  };
}
