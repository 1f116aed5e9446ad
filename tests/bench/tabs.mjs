/** The tabs of a subject: each with a browser context, so a process and a cache, to itself. @module */

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").BrowserContextOptions} BrowserContextOptions */

export class Tabs {
  #browser;
  #name;
  /** @type {Set<import("@playwright/test").BrowserContext>} */
  #contexts = new Set();
  #alive = true;

  /** @param {import("@playwright/test").Browser} browser @param {string} name for what a page complains of */
  constructor(browser, name) {
    this.#browser = browser;
    this.#name = name;
  }

  /** Whether no tab has crashed or was closed. */
  get alive() {
    return this.#alive && this.#browser.isConnected();
  }

  /** A new tab, still empty. @param {BrowserContextOptions} [options] @returns {Promise<Page>} */
  async open(options) {
    const context = await this.#browser.newContext(options);
    this.#contexts.add(context);
    const page = await context.newPage();
    page.on("crash", () => (this.#alive = false));
    page.on("console", (message) => {
      if (message.type() === "error") console.error(`${this.#name}: ${message.text()}`);
    });
    page.on("pageerror", (error) => console.error(`${this.#name}: ${error.message}`));
    return page;
  }

  /**
   * Does something in a fresh tab, which is closed then.
   * @template T
   * @param {(page: Page) => Promise<T>} work
   * @param {BrowserContextOptions} [options]
   * @returns {Promise<T>}
   */
  async inFresh(work, options) {
    const page = await this.open(options);
    try {
      return await work(page);
    } finally {
      this.#contexts.delete(page.context());
      await page.context().close();
    }
  }

  async close() {
    this.#alive = false;
    await Promise.all([...this.#contexts].map((context) => context.close()));
  }
}
