/** The browser's storage in memory, with failures to order. */

export class FakeStorage {
  /** @type {Map<string, any>} */
  files = new Map();
  /** What the next writings reject with. @type {any} */
  failure = null;
  /** Paths whose reading rejects, with the error. @type {Map<string, any>} */
  damaged = new Map();

  get kind() {
    return "files";
  }
  /** @param {string} path @param {string} text @param {any[]} arrays */
  async save(path, text, arrays) {
    if (this.failure) throw this.failure;
    const copies = arrays.map(({ name, data }) => [name, data.slice()]);
    this.files.set(path, { text, arrays: Object.fromEntries(copies), older: false });
  }
  /** @param {string} path */
  async load(path) {
    if (this.damaged.has(path)) throw this.damaged.get(path);
    return this.files.get(path) ?? null;
  }
  /** @param {string} path @param {any[]} arrays */
  async keep(path, arrays) {
    await this.save(path, "", arrays);
  }
  /** @param {string} path */
  async kept(path) {
    return (await this.load(path))?.arrays ?? null;
  }
  /** @param {string} folder */
  async list(folder) {
    const names = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(names.map((path) => path.slice(folder.length + 1).split("/")[0]))];
  }
  /** @param {string} path */
  async remove(path) {
    for (const file of this.files.keys()) if (file === path || file.startsWith(`${path}/`)) this.files.delete(file);
  }
  /** @param {string} _ */
  release(_) {}
}

/** Locks that two tabs share. */
export class FakeLocks {
  /** @type {Set<string>} */
  names = new Set();

  /** @param {string} name @param {any} _ @param {(lock: any) => any} hold */
  async request(name, _, hold) {
    if (this.names.has(name)) return hold(null);
    this.names.add(name);
    await hold({ name });
    this.names.delete(name);
  }
  async query() {
    return { held: [...this.names].map((name) => ({ name })), pending: [] };
  }
}
