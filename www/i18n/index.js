/**
 * The page's words. A file a language, fetched when that language is spoken; the rooms' words are files of their own
 * and come with the rooms. English is the language that names the keys.
 *
 * @module
 */

/** @typedef {"en" | "zh"} Language */
/** @typedef {"page" | "rooms"} Area */
/** @typedef {keyof typeof import("./en.js").default | keyof typeof import("./en/rooms.js").default} Key */
/** @typedef {(key: Key, params?: Record<string, string | number>) => string} Translate */

/** @type {Record<Language, Record<Area, () => Promise<{default: Record<string, string>}>>>} */
const FILES = {
  en: { page: () => import("./en.js"), rooms: () => import("./en/rooms.js") },
  zh: { page: () => import("./zh.js"), rooms: () => import("./zh/rooms.js") },
};

/** What has been fetched. @type {Record<Language, Record<string, string>>} */
const words = { en: {}, zh: {} };

/**
 * Fetches words; does nothing where they are there already.
 * @param {Language} language
 * @param {readonly Area[]} areas
 * @returns {Promise<void>} rejects if the files cannot be had
 */
export async function loadWords(language, areas) {
  const files = await Promise.all(areas.map((area) => FILES[language][area]()));
  Object.assign(words[language], ...files.map((file) => file.default));
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

/**
 * A sentence for a code from the trainer: the page's own where it has one, else the trainer's
 * message, which is in English but says what happened.
 * @param {Translate} t
 * @param {"notice" | "error" | "reason"} kind
 * @param {{code: string, message: string, params?: Record<string, string | number>}} report
 * @returns {string}
 */
export function explain(t, kind, { code, message, params }) {
  const key = `${kind}.${code}`;
  return isKey(key) ? t(key, { ...params, message }) : message;
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
