/**
 * What is dropped on the page, with the paths of files in folders.
 *
 * @module
 */

/** @typedef {import("../../rooms/data/own/actions.js").Brought} Brought */

/** Files beyond these are not looked for: more are refused in any case. */
const MOST_FILES = 200_000;

/**
 * Anywhere on the page: a file that misses the box would otherwise replace the page.
 * @param {(brought: Brought[]) => void} take
 */
export function createDropping(take) {
  const over = (/** @type {boolean} */ is) => {
    document.body.dataset.over = String(is);
  };
  addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) over(false);
  });
  addEventListener("drop", async (event) => {
    event.preventDefault();
    over(false);
    take(await droppedFiles(event.dataTransfer));
  });
}

/**
 * @param {DataTransfer | null} transfer must be read before the event is over
 * @returns {Promise<Brought[]>}
 */
async function droppedFiles(transfer) {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === "file");
  const files = [...(transfer?.files ?? [])];
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
  // Only entries know of folders; where there are none, the files are all there is.
  if (!entries.some((entry) => entry?.isDirectory)) return files.map((file) => ({ path: file.name, file }));
  /** @type {Brought[]} */
  const found = [];
  for (const entry of entries) if (entry) await walk(entry, found);
  return found;
}

/** @param {HTMLInputElement} input @returns {Brought[]} */
export function chosenFiles(input) {
  return [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** @param {FileSystemEntry} entry @param {Brought[]} found */
async function walk(entry, found) {
  if (found.length >= MOST_FILES) return;
  if (entry.isFile) {
    const file = await fileOf(/** @type {FileSystemFileEntry} */ (entry));
    if (file) found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) {
    // It hands out a hundred at a time, and none at the end.
    const children = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (children.length === 0) return;
    for (const child of children) await walk(child, found);
  }
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File | null>} */
function fileOf(entry) {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)));
}
