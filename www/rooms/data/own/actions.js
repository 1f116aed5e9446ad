/**
 * What a visitor does about the images: bringing their own, naming classes, having digits drawn. Calls to the trainer,
 * events for the store.
 *
 * @module
 */

import { classNames } from "../../../run/class-names.js";
import { reportOf } from "../../../api/errors.js";
import { FILE_ROLES, pairOf, sortFiles, titleOf } from "../../../api/files.js";
import { throttled } from "../../../page/throttle.js";
import { isPicture } from "../../../api/folders.js";
import { usual } from "./state.js";
import { isTraining } from "../../../run/phase.js";

/** @typedef {import("../../../api/files.js").FileRole} FileRole */
/** @typedef {import("../../../api/protocol.js").DatasetRequest} DatasetRequest */
/** @typedef {{path: string, file: File}} Brought a file, and where it lay */

/** Digits shown of the generator: six of each. */
const SKETCHED = 60;
/** While a knob is turned, they are drawn afresh this often. */
const BY_HAND_MS = 50;
/** No file is read into memory beyond this: it would be refused anyway. */
const MOST_BYTES = 512 << 20;

/**
 * @param {import("../../../page/app.js").App} app
 * @param {import("../state.js").DataStore} store
 */
export function createOwning({ trainer, alert, load }, { dispatch, get }) {
  /** @type {Map<FileRole, File>} */
  const picked = new Map();
  /** The latest of what can be read in another way. @type {(() => Promise<DatasetRequest>) | null} */
  let latest = null;

  /**
   * @param {() => DatasetRequest | Promise<DatasetRequest>} make
   * @returns {Promise<boolean>} whether the images are in use now
   */
  const bring = async (make) => {
    try {
      await load(await make());
    } catch (error) {
      dispatch({ type: "load-failed", error: reportOf(error) });
    }
    return get().data.problem === null;
  };

  /**
   * As the wish says, also when it is another one later on.
   * @param {(naming: import("../../../api/protocol.js").Naming) => Promise<DatasetRequest>} make
   * @param {string} name
   */
  const bringAsWished = async (make, name) => {
    const used = get().own.wish;
    if (!(await bring(() => make({ name })))) return false;
    latest = () => make({ name, class_names: [...classNames(get().data.summary)] });
    dispatch({ type: "own-brought", used });
    return true;
  };

  /** @param {{images: File, labels: File}} pair */
  const bringPair = ({ images, labels }) =>
    bringAsWished(async (naming) => {
      const files = { image_file: images.name, label_file: labels.name };
      const bytes = { images: await read(images), labels: await read(labels) };
      const { test_share } = get().own.wish;
      return { source: "pair", ...files, ...bytes, test_share, ...naming };
    }, titleOf(images.name));

  /** @param {import("../../../api/protocol.js").PictureFiles} files @param {string} name */
  const bringPictures = (files, name) =>
    bringAsWished(async (naming) => ({ source: "images", files, ...get().own.wish, ...naming }), name);

  /** IDX files may come one by one. @param {File[]} files @returns {Promise<boolean>} */
  const bringFiles = async (files) => {
    // Once the images are other ones, what was picked before is history.
    if (Object.keys(get().own.picked).length === 0) picked.clear();
    const { found, unknown } = sortFiles(files);
    const [pair, none] = [pairOf(files), Object.keys(found).length === 0];
    if (pair && none) return bringPair(pair);
    for (const role of FILE_ROLES) {
      const file = found[role];
      if (file) picked.set(role, file);
    }
    const names = Object.fromEntries([...picked].map(([role, file]) => [role, file.name]));
    dispatch({ type: "load-problem-dismissed" });
    dispatch({ type: "own-picked", picked: names, unknown, pair: pairOf([...picked.values()]) !== null });
    if (picked.size < FILE_ROLES.length) return false;
    return bring(async () => {
      const bytes = await Promise.all(
        [...picked].map(async ([role, file]) => /** @type {const} */ ([role, await read(file)])),
      );
      return { source: "files", files: /** @type {any} */ (Object.fromEntries(bytes)) };
    });
  };

  const sketch = throttled(async () => {
    const { variation, seed } = get().own.setting;
    if (!variation || get().room !== "data") return;
    try {
      dispatch({ type: "own-sketched", sketch: await trainer.sketch({ seed, variation, count: SKETCHED }) });
    } catch (error) {
      alert(error);
    }
  });

  /** What the generator is set to. */
  const generation = () => {
    const { variation, seed } = get().own.setting;
    return { seed, ...(variation && { variation }) };
  };

  let asked = false;
  /** The names that were asked for and are not answered yet. @type {readonly string[] | null} */
  let asked_names = null;
  return {
    /**
     * Whatever the visitor hands over: IDX files, a zip, a folder of pictures.
     * @param {Brought[]} brought
     * @returns {Promise<boolean>} whether all is well: if not, there is something to be said
     */
    async take(brought) {
      if (isBusy(get())) return false;
      const [{ path, file }, ...more] = brought;
      const files = brought.map(({ file }) => file);
      if (more.length === 0 && /\.zip$/i.test(path)) return bringPictures(file, titleOf(path));
      const idx = Object.keys(sortFiles(files).found).length > 0 || pairOf(files) !== null;
      if (idx || !brought.some(({ path }) => isPicture(path))) return bringFiles(files);
      return bringPictures(brought, path.split("/").length > 1 ? path.split("/")[0] : "");
    },
    /** The two files that are picked, without test files of their own. */
    async takePair() {
      const pair = pairOf([...picked.values()]);
      if (pair) await bringPair(pair);
    },
    /** @param {Partial<import("./state.js").Wish>} wish */
    wish: (wish) => dispatch({ type: "own-wished", wish }),
    /** What was brought, read as is wished now. */
    async again() {
      const used = get().own.wish;
      if (latest && (await bring(latest))) dispatch({ type: "own-brought", used });
    },
    /**
     * Renames classes. A change that comes before the last one is answered is made to what was asked for last.
     * @param {import("./names.js").Renaming} renaming
     */
    async rename(renaming) {
      const names = renaming(asked_names ?? classNames(get().data.summary));
      asked_names = names;
      try {
        dispatch({ type: "renamed", summary: await trainer.nameClasses([...names]) });
      } catch (error) {
        alert(error);
      }
      if (asked_names === names) asked_names = null;
    },
    /** The room is looked at: has what reads pictures at hand, asks what can be turned of the generator, and for digits. */
    async prepare() {
      if (asked) return;
      asked = true;
      // Where it fails, it is fetched again for the pictures, and then told.
      trainer.expectPictures().catch(() => {});
      try {
        dispatch({ type: "own-knobs", knobs: await trainer.generatorKnobs() });
        sketch(0);
      } catch (error) {
        alert(error);
      }
    },
    /** @param {Partial<import("./state.js").Setting>} setting */
    turn(setting) {
      dispatch({ type: "own-turned", setting });
      if (setting.variation || setting.seed !== undefined) sketch(BY_HAND_MS);
    },
    asUsual() {
      dispatch({ type: "own-turned", setting: { variation: usual(get().own.knobs), seed: 0 } });
      sketch(0);
    },
    drawDigits: () => bring(() => ({ source: "generated", ...generation() })),
    mixDigits: () => bring(() => ({ source: "mixed", share: get().own.setting.share, ...generation() })),
  };
}

/** Whether the images cannot be changed now. @param {import("../../../page/state.js").State} state */
export function isBusy({ run, data }) {
  return isTraining(run) || data.phase === "loading";
}

/** @param {File} file @returns {Promise<Uint8Array>} */
async function read(file) {
  if (file.size > MOST_BYTES) {
    const message = `${file.name} is larger than ${MOST_BYTES >> 20} MiB, the most that is read.`;
    throw Object.assign(new Error(message), {
      code: "file-large",
      params: { file: file.name, most: MOST_BYTES >> 20 },
    });
  }
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    const params = { file: file.name };
    throw Object.assign(new Error(`${file.name} could not be read.`), { code: "file-unreadable", params });
  }
}
