/** `npm run build`: the static site. @module */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { compressSite } from "./compress.mjs";
import { moduleWeight, pageWeight, spelled } from "./budget.mjs";
import { readFlags } from "./flags.mjs";
import { command, megabytes, root } from "./run.mjs";
import { dist, ensureSite } from "./site.mjs";
import { MODULES } from "./wasm.mjs";

const HELP = `
npm run build: makes the static site in dist/, which any web server can serve from any folder.

  npm run build                  both modules
  npm run build -- --cpu-only    without the GPU module, whose build takes the longest

Beside each file lie two compressed ones, .br and .gz, for servers that send those where a browser takes them. Brotli's
best takes a minute for the GPU module; what has been compressed once is kept in target/compressed.

The digits are not part of it: "npm run fetch-mnist" before it puts them beside the page, else the page
fetches them from public mirrors.
`;

await command(async () => {
  const flags = readFlags(HELP, { "cpu-only": { type: "boolean" } });
  await ensureSite({ gpu: !flags["cpu-only"], always: true });
  console.error("\n▸ Compressing the files");
  const { br, gz } = await compressSite(dist, join(root, "target", "compressed"));
  console.log("\nThe site is in dist/.");
  for (const name of /** @type {const} */ (["cpu", "gpu", "files", "photo"])) {
    const folder = join(dist, "pkg", name);
    if (existsSync(folder)) console.log(`  ${MODULES[name].title}: ${spelled(moduleWeight(folder), name)}`);
  }
  const { first, later } = pageWeight(dist);
  console.log(`  all else of a first visit: ${spelled(first, "first")}`);
  console.log(`  on demand: ${spelled(later, "later")}`);
  console.log(`  in all, compressed: ${megabytes(br)} with Brotli, ${megabytes(gz)} with gzip`);
});
