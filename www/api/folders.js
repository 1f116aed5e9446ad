/**
 * What the paths of a visitor's pictures say: which class each is of, and whether it is to learn from or to test
 * with. Pure.
 *
 * The folder in which a picture lies is its class. Folders above it do not count, except that "train" and "test" (or
 * the like), where both are there, divide the pictures.
 *
 * @module
 */

/** The most pictures that are read. */
export const MOST_PICTURES = 100_000;
/** As many outputs as a network here has. */
const MOST_CLASSES = 10;
/** Letters of a class's name that are kept. */
const MOST_LETTERS = 40;

const PICTURE = /\.(png|jpe?g|gif|bmp|webp)$/i;
const TRAIN = /^train(ing)?$/i;
const TEST = /^(test(ing)?|val(id(ation)?)?)$/i;

/** Whether a name is one of a picture that may be read. @param {string} path */
export function isPicture(path) {
  return PICTURE.test(path);
}

/**
 * A picture's place in the list of paths, its class, and whether it is to test with.
 * @typedef {{index: number, label: number, test: boolean}} Place
 */

/**
 * @typedef {object} Sorted
 * @property {Place[]} places
 * @property {string[] | null} class_names null: the folders are named by digits, and so are the classes
 * @property {number} loose pictures that lie in no folder
 */

/**
 * @param {string[]} paths with "/" or "\" between folders
 * @returns {Sorted}
 * @throws {import("./protocol.js").ErrorReport} if there is nothing to learn from
 */
export function sortPictures(paths) {
  /** @type {{index: number, folder: string, above: string[]}[]} */
  const pictures = [];
  let loose = 0;
  paths.forEach((path, index) => {
    const [name, folder, ...above] = path.split(/[\\/]/).filter(Boolean).reverse();
    const parts = [name ?? "", folder ?? "", ...above];
    // What macOS puts beside its files in archives, and other hidden ones.
    if (!isPicture(parts[0]) || parts.some((part) => part.startsWith(".") || part === "__MACOSX")) return;
    if (folder === undefined) loose += 1;
    else pictures.push({ index, folder, above });
  });
  if (pictures.length === 0) throw noPictures(loose);
  if (pictures.length > MOST_PICTURES) {
    const message = `There are ${pictures.length} pictures; at most ${MOST_PICTURES} are read.`;
    throw { code: "pictures-many", message, params: { count: pictures.length, most: MOST_PICTURES } };
  }

  const folders = [...new Set(pictures.map(({ folder }) => folder))];
  folders.sort(new Intl.Collator("en", { numeric: true }).compare);
  if (folders.length < 2 || folders.length > MOST_CLASSES) throw wrongCount(folders);
  const digits = folders.every((folder) => /^\d$/.test(folder));
  const under = (/** @type {string[]} */ above, /** @type {RegExp} */ name) => above.some((part) => name.test(part));
  const divided = [TRAIN, TEST].every((name) => pictures.some(({ above }) => under(above, name)));
  return {
    places: pictures.map(({ index, folder, above }) => ({
      index,
      label: digits ? Number(folder) : folders.indexOf(folder),
      test: divided && under(above, TEST) && !under(above, TRAIN),
    })),
    class_names: digits ? null : folders.map((folder) => [...folder].slice(0, MOST_LETTERS).join("")),
    loose,
  };
}

/** @param {number} loose */
function noPictures(loose) {
  if (loose === 0) {
    const message = "There are no pictures in it: PNG, JPEG, GIF, BMP and WebP are read.";
    return { code: "pictures-none", message };
  }
  const message = "The pictures lie in no folder: put those of each class into a folder of its own.";
  return { code: "pictures-loose", message };
}

/** @param {string[]} folders */
function wrongCount(folders) {
  const [count, names] = [folders.length, folders.slice(0, 12).join(", ")];
  const params = { count, names };
  if (count < 2) {
    const message = `All pictures lie in the folder ${names}; at least two are needed, one for each class.`;
    return { code: "folders-few", message, params };
  }
  const message = `The pictures lie in ${count} folders (${names}, …); at most ${MOST_CLASSES} classes can be told apart.`;
  return { code: "folders-many", message, params };
}
