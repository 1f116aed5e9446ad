/** `www/worker/data/mnist.js` against mirrors that behave as badly as any on the internet. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createGzip, gzipSync } from "node:zlib";
import { FILES, MIRRORS } from "../../www/api/mnist.js";
import { loadMnist } from "../../www/worker/data/mnist.js";
import { GZ_NAMES, findMnist, missingFrom } from "../../www/tools/mnist-files.mjs";
import { contents, files, good, load, lying, notFound, onlyFor, page, serve } from "./mirror.js";

/** @typedef {import("../../www/worker/data/mnist.js").Part} Part */
/** @typedef {import("./mirror.js").Behaviour} Behaviour */

describe("where the files come from", () => {
  test("beside the page first, without asking anyone else", async () => {
    const [site, mirror] = [await serve(good), await serve(good)];
    const { origin, notices } = await load({ base: `${site.url}some/app/`, mirrors: [mirror.url] });
    assert.equal(origin, "this site");
    assert.deepEqual(notices, []);
    assert.deepEqual(site.asked.sort(), [...contents.keys()].map((name) => `/some/app/data/mnist/${name}`).sort());
    assert.deepEqual(mirror.asked, []);
  });

  for (const [what, behave] of Object.entries({ "a 404": notFound, "a page in its place": page })) {
    test(`${what} beside the page is normal, silent, and met once`, async () => {
      const [site, mirror] = [await serve(behave), await serve(good)];
      const { origin, notices } = await load({ base: site.url, mirrors: [mirror.url] });
      assert.equal(origin, mirror.host);
      assert.deepEqual(notices, []);
      assert.equal(site.asked.length, 1);
    });
  }

  test("a server that labels gzip as an encoding, or sends the files unpacked, serves as well", async () => {
    const encoded = await serve((response, { gz }) => response.writeHead(200, { "Content-Encoding": "gzip" }).end(gz));
    const unpacked = await serve((response, { raw }) => response.end(raw));
    assert.deepEqual((await load({ mirrors: [encoded.url] })).notices, []);
    assert.deepEqual((await load({ mirrors: [unpacked.url] })).notices, []);
  });

  test("a first chunk of one byte does not hide the gzip mark", async () => {
    const slow = await serve((response, { gz }) => {
      response.write(gz.subarray(0, 1));
      setTimeout(() => response.end(gz.subarray(1)), 20);
    });
    assert.deepEqual((await load({ mirrors: [slow.url] })).notices, []);
  });

  test("the mirrors are pinned, and tried in the documented order", () => {
    const hosts = MIRRORS.map((mirror) => new URL(mirror).host);
    const github = ["cdn.jsdelivr.net", "raw.githubusercontent.com"];
    assert.deepEqual(hosts, [...github, "ossci-datasets.s3.amazonaws.com", "storage.googleapis.com"]);
    for (const mirror of MIRRORS) assert.match(mirror, /^https:.*\/$/);
    for (const mirror of MIRRORS.slice(0, 2)) assert.match(mirror, /[@/][0-9a-f]{40}\/$/);
  });
});

/** @type {Record<string, [Behaviour, RegExp]>} */
const faults = {
  "says 404": [notFound, /HTTP 404/],
  "says 500": [(response) => response.writeHead(500).end(), /HTTP 500/],
  "answers with a web page": [page, /web page/],
  "hangs up": [(response) => response.destroy(), /could not be reached/],
  "hangs up half way": [
    (response, { gz }) => {
      response.writeHead(200, { "Content-Length": gz.length });
      response.write(gz.subarray(0, gz.length / 2), () => response.destroy());
    },
    /broke off/,
  ],
  "sends half a file": [(response, { gz }) => response.end(gz.subarray(0, gz.length / 2)), /cut short/],
  "sends half a file, unpacked": [(response, { raw }) => response.end(raw.subarray(0, 4500)), /4500 of 9000 bytes/],
  "sends nothing": [(response) => response.end(), /cut short: 0 of/],
  "sends other bytes of the right length": [lying, /SHA-256/],
  "sends what only begins like gzip": [
    (response, { raw }) => response.end(Buffer.concat([Buffer.of(0x1f, 0x8b), raw])),
    /damaged|not a valid gzip/,
  ],
  "sends a larger file": [
    (response, { raw }) => response.end(gzipSync(Buffer.concat([raw, raw]))),
    /more than the file's 9000 bytes/,
  ],
};

describe("a mirror that fails is told of, and the next one serves", { timeout: 30_000 }, () => {
  for (const [what, [behave, reason]] of Object.entries(faults)) {
    test(`one that ${what}`, async () => {
      const [bad, fine] = [await serve(behave), await serve(good)];
      const { origin, notices } = await load({ mirrors: [bad.url, fine.url] });
      assert.equal(origin, fine.host);
      assert.equal(bad.asked.length, 1, "it is asked no more once it has failed");
      assert.deepEqual(
        notices.map(({ code }) => code),
        ["mirror-failed"],
      );
      for (const part of [reason, bad.host, `Next: ${fine.host}`, "labels-b.gz"]) {
        assert.match(notices[0].message, part instanceof RegExp ? part : new RegExp(part));
      }
    });
  }

  test("a dead port", async () => {
    const [dead, fine] = [await serve(good), await serve(good)];
    await new Promise((done) => dead.server.close(done));
    const { notices } = await load({ mirrors: [dead.url, fine.url] });
    assert.match(notices[0].message, /could not be reached/);
  });

  /** @type {Record<string, Behaviour>} */
  const slow = {
    "never answers": () => {},
    "stops half way": (response, { gz }) => void response.write(gz.subarray(0, 100)),
    "sends a byte now and then": (response, { gz }) => {
      let at = 0;
      const timer = setInterval(() => response.write(gz.subarray(at, ++at)), 10);
      response.on("close", () => clearInterval(timer));
    },
  };
  for (const [what, behave] of Object.entries(slow)) {
    test(`one that ${what}`, async () => {
      const [bad, fine] = [await serve(behave), await serve(good)];
      const started_ms = performance.now();
      const { notices } = await load({ mirrors: [bad.url, fine.url], stall_ms: 150 });
      assert.match(notices[0].message, /too slow/);
      assert.ok(performance.now() - started_ms < 3000, "it was waited for too long");
      assert.equal(notices.length, 1);
    });
  }

  test("one that is steady may take longer than the time for a stall", async () => {
    const steady = await serve((response, { gz }) => {
      let at = 0;
      const timer = setInterval(() => {
        response.write(gz.subarray(at, (at += 5000)));
        if (at < gz.length) return;
        clearInterval(timer);
        response.end();
      }, 20);
    });
    const started_ms = performance.now();
    assert.deepEqual((await load({ mirrors: [steady.url], stall_ms: 200 })).notices, []);
    assert.ok(performance.now() - started_ms > 200, "the test's server was too fast to prove anything");
  });

  test("one whose gzip never ends is cut off at the known size", async () => {
    let sent_bytes = 0;
    /** @type {Promise<unknown> | undefined} */
    let closed;
    const bomb = await serve((response) => {
      closed = once(response, "close");
      const gzip = createGzip({ level: 9 });
      gzip.on("data", (/** @type {Buffer} */ chunk) => (sent_bytes += chunk.length));
      gzip.pipe(response);
      const zeros = Buffer.alloc(1 << 20);
      const pump = () => {
        if (response.destroyed || response.closed) return gzip.destroy();
        if (gzip.write(zeros)) setImmediate(pump);
        else gzip.once("drain", pump);
      };
      pump();
    });
    const fine = await serve(good);
    const { notices } = await load({ mirrors: [bomb.url, fine.url] });
    assert.match(notices[0].message, /more than the file's 9000 bytes/);
    await closed; // the request was aborted: nothing else ends this response
    assert.ok(sent_bytes > 0);
  });

  test("one that sends for ever without a byte to unpack is cut off too", async () => {
    const header = gzipSync(Buffer.of()).subarray(0, 10);
    const emptyBlocks = Buffer.alloc(50_000, Buffer.of(0, 0, 0, 0xff, 0xff));
    const flood = await serve((response) => {
      response.write(header);
      const pump = () => void (response.destroyed || response.write(emptyBlocks, () => setImmediate(pump)));
      pump();
    });
    const { notices } = await load({ mirrors: [flood.url, (await serve(good)).url] });
    assert.match(notices[0].message, /more than the file holds/);
  });

  test("one that refuses at great length is not listened to", async () => {
    const chatty = await serve((response) => response.writeHead(503).end("no ".repeat(1e6)));
    /** @type {(AbortSignal | null | undefined)[]} */
    const signals = [];
    /** @type {typeof globalThis.fetch} */
    const fetch = (url, options) => {
      signals.push(options?.signal);
      return globalThis.fetch(url, options);
    };
    const { notices } = await load({ mirrors: [chatty.url, (await serve(good)).url], fetch });
    assert.match(notices[0].message, /HTTP 503/);
    assert.equal(signals[0]?.aborted, true);
  });

  test("one that lies about a single file still gives the others", async () => {
    const bad = await serve(onlyFor(lying, "images-a"));
    const fine = await serve(good);
    const { notices, origin } = await load({ mirrors: [bad.url, fine.url] });
    assert.equal(origin, `${bad.host}, ${fine.host}`);
    assert.match(notices[0].message, /images-a\.gz.*SHA-256/);
    assert.deepEqual(fine.asked, ["/images-a.gz"]);
  });

  test("with none left, the error says who was asked and why each failed", async () => {
    const site = await serve(notFound);
    const broken = [await serve(notFound), await serve(page), await serve(onlyFor(notFound, "images-b"))];
    const mirrors = broken.map(({ url }) => url);
    await assert.rejects(load({ base: site.url, mirrors }), (/** @type {any} */ error) => {
      assert.equal(error.code, "dataset-unreachable");
      assert.match(error.message, /this site \(does not have the files\)/);
      for (const { host } of broken) assert.match(error.message, new RegExp(`${host} \\(.*(HTTP 404|web page)`));
      return true;
    });
  });

  test("when one file fails for good, the downloads of the others are ended", async () => {
    /** @type {Promise<unknown> | undefined} */
    let closed;
    const mirror = await serve((response, content) => {
      if (content.name === "images-b") return void setTimeout(() => notFound(response, content), 50);
      if (content.name !== "images-a") return good(response, content);
      closed = once(response, "close");
      response.write(content.gz.subarray(0, 50));
    });
    await assert.rejects(load({ mirrors: [mirror.url], stall_ms: 60_000 }), { code: "dataset-unreachable" });
    await closed;
  });
});

describe("progress", () => {
  test("grows to exactly the total, in one measure for every source", async () => {
    const trickling = await serve((response, { gz }) => {
      let at = 0;
      const timer = setInterval(() => {
        response.write(gz.subarray(at, (at += 2000)));
        if (at < gz.length) return;
        clearInterval(timer);
        response.end();
      }, 8);
    });
    const started_ms = performance.now();
    const { progress } = await load({ mirrors: [trickling.url] });
    const took_ms = performance.now() - started_ms;
    const total = Object.values(files).reduce((sum, { gz_bytes }) => sum + gz_bytes, 0);
    assert.ok(progress.every((event) => event.total === total && event.origin === trickling.host));
    assert.ok(progress.every(({ loaded }, i) => i === 0 || loaded >= progress[i - 1].loaded));
    assert.equal(progress.at(-1)?.loaded, total);
    assert.equal(progress.at(-1)?.stage, "verify");
    // The start and the check of each file are always told; in between it is ten a second.
    assert.ok(progress.length <= 8 + took_ms / 100, `${progress.length} events in ${took_ms} ms`);
    assert.ok(progress.some(({ stage, loaded }) => stage === "download" && loaded > 0 && loaded < total));
  });

  test("falls back when a source is given up", async () => {
    const bad = await serve(onlyFor(lying, "images-a"));
    const { progress } = await load({ mirrors: [bad.url, (await serve(good)).url] });
    assert.ok(progress.some(({ loaded }, i) => i > 0 && loaded < progress[i - 1].loaded));
    assert.equal(progress.at(-1)?.loaded, progress[0].total);
  });
});

describe("without crypto.subtle, as on plain http", () => {
  test("the same bytes are accepted and the same refused", async () => {
    const [bad, fine] = [await serve(lying), await serve(good)];
    const { notices } = await load({ mirrors: [bad.url, fine.url], subtle: null });
    assert.match(notices[0].message, /SHA-256/);
    assert.equal(notices.length, 1);
  });
});

const folder = findMnist();
const lacking = folder ? missingFrom(folder) : GZ_NAMES;
const skip = lacking.length ? "MNIST is not on this machine (MNIST_DIR, ../shared/mnist)" : false;

describe("the real files", () => {
  test("are what the table says", { skip }, async () => {
    /** @type {typeof globalThis.fetch} */
    const fromDisk = async (url) => {
      const name = String(url).split("/").at(-1) ?? "";
      return new Response(await readFile(join(folder ?? "", name)));
    };
    const { files, origin } = await loadMnist({ base: "http://page/", mirrors: [], fetch: fromDisk, caches: null });
    assert.equal(origin, "this site");
    for (const part of /** @type {Part[]} */ (Object.keys(FILES))) assert.equal(files[part].length, FILES[part].bytes);
  });
});
