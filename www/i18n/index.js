/**
 * The page's words. A file a language, fetched when that language is spoken; the rooms' words are files of their own
 * and come with the rooms. English is the language that names the keys.
 *
 * @module
 */

/** @typedef {"en" | "zh"} Language */
/** @typedef {"page" | "rooms" | "lessons" | "glossary" | "tour" | "drawing" | "errors"} Area */
/** @typedef {keyof typeof import("./en.js").default | keyof typeof import("./en/rooms.js").default | keyof typeof import("./en/lessons.js").default | keyof typeof import("./en/tour.js").default | keyof typeof import("./en/glossary.js").default | keyof typeof import("./en/drawing.js").default | keyof typeof import("./en/errors.js").default} Key */
/** @typedef {(key: Key, params?: Record<string, string | number>) => string} Translate */

/** @type {Record<Language, Record<Area, () => Promise<{default: Record<string, string>}>>>} */
const FILES = {
  en: {
    page: () => import("./en.js"),
    rooms: () => import("./en/rooms.js"),
    lessons: () => import("./en/lessons.js"),
    glossary: () => import("./en/glossary.js"),
    tour: () => import("./en/tour.js"),
    drawing: () => import("./en/drawing.js"),
    errors: () => import("./en/errors.js"),
  },
  zh: {
    page: () => import("./zh.js"),
    rooms: () => import("./zh/rooms.js"),
    lessons: () => import("./zh/lessons.js"),
    glossary: () => import("./zh/glossary.js"),
    tour: () => import("./zh/tour.js"),
    drawing: () => import("./zh/drawing.js"),
    errors: () => import("./zh/errors.js"),
  },
};

/** What has been fetched. @type {Record<Language, Record<string, string>>} */
const words = { en: {}, zh: {} };

/** Areas that have been fetched, in whatever language. @type {Set<Area>} */
const fetched = new Set();

/** The areas in use, which another language needs, too. @returns {Area[]} */
export const areasInUse = () => [...fetched];

/**
 * Fetches words; does nothing where they are there already.
 * @param {Language} language
 * @param {readonly Area[]} areas
 * @returns {Promise<void>} rejects if the files cannot be had
 */
export async function loadWords(language, areas) {
  const files = await Promise.all(areas.map((area) => FILES[language][area]()));
  Object.assign(words[language], ...files.map((file) => file.default));
  for (const area of areas) fetched.add(area);
}

/**
 * @param {string} key
 * @returns {key is Key}
 */
export function isKey(key) {
  return Object.values(words).some((known) => Object.hasOwn(known, key));
}

/**
 * @param {Language} language whose words have been loaded
 * @returns {Translate}
 */
export function translator(language) {
  return (key, params = {}) => {
    const text = words[language][key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
  };
}

/** @typedef {{code: string, message: string, params?: Record<string, string | number>}} Report */

let missing = () => {};

/** Told when a report has no words, which may be for the area "errors" to bring. @param {() => void} listener */
export function onMissingWords(listener) {
  missing = listener;
}

/**
 * A sentence for a code from the trainer: the page's own where it has one, else the trainer's
 * message, which is in English but says what happened.
 * @param {Translate} t
 * @param {"notice" | "error" | "reason"} kind
 * @param {Report} report
 * @returns {string}
 */
export function explain(t, kind, { code, message, params = {} }) {
  const key = `${kind}.${code}`;
  if (!isKey(key)) {
    if (kind !== "reason") missing();
    return message;
  }
  const why = params.reason ? refusal(t, { code, message, params }) : null;
  // Of a file's fault the reason says all; of a setting or a layer, its name is said before.
  const { setting, layer, file } = params;
  if (why !== null && file !== undefined && kind === "error") return why;
  return t(key, {
    ...params,
    ...(setting !== undefined && { setting: named(t, `settings.${setting}`, setting) }),
    ...(layer !== undefined && { layer: named(t, `kind.${layer}`, layer) }),
    why: why ?? params.why ?? "",
    message: why ?? withoutName(message, setting ?? layer),
  });
}

/**
 * Why something was refused (`Reason` in `src/error.rs`), without the name of what was.
 * @param {Translate} t
 * @param {Report} report
 * @returns {string}
 */
export function refusal(t, { message, params = {} }) {
  const { reason, field, ...others } = params;
  const key = `refusal.${reason}`;
  if (isKey(key)) {
    return t(key, { ...others, ...(field !== undefined && { field: named(t, `network.field.${field}`, field) }) });
  }
  if (reason) missing();
  return withoutName(message, params.setting ?? params.layer);
}

/** @param {Translate} t @param {string} key @param {string | number} otherwise */
function named(t, key, otherwise) {
  return isKey(key) ? t(key) : otherwise;
}

/** @param {string} message @param {string | number | undefined} name */
function withoutName(message, name) {
  return name !== undefined && message.startsWith(`${name}: `) ? message.slice(String(name).length + 2) : message;
}

/**
 * The first of the browser's languages that the page speaks.
 * @param {readonly string[]} preferred
 * @returns {Language}
 */
export function preferredLanguage(preferred) {
  for (const tag of preferred) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "zh" || language === "en") return language;
  }
  return "en";
}
