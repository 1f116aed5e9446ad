/** `npm run check`: the checks that do not run the program. @module */

import { readFlags } from "../www/tools/flags.mjs";
import { command, duration, Failure, run } from "../www/tools/run.mjs";
import { ensureNodeModules, ensureRustComponents } from "../www/tools/setup.mjs";
import { ensureModule } from "../www/tools/wasm.mjs";

const HELP = `
npm run check: formatting, lints (warnings are errors), documentation and types, for Rust and JavaScript.
Runs all of them and names the failed ones at the end.

  npm run check                   everything
  npm run check -- --only types   one of them (the names stand before each)

"cargo fmt" and "npx prettier --write www tests" mend formatting.
`;

/** Both backends at once, because cargo checks all dependencies again for each set of features. */
const WASM = ["--target", "wasm32-unknown-unknown", "--features", "webgpu"];
const LINTS = ["--", "-D", "warnings"];
/** Private items too: most of what a contributor reads is private. */
const DOC = ["doc", "--no-deps", "--document-private-items"];
const DOC_ENV = { RUSTDOCFLAGS: "-D warnings" };

/** @type {{name: string, program: string, args: string[], env?: Record<string, string>, before?: () => Promise<void>}[]} */
const CHECKS = [
  { name: "prettier", program: "prettier", args: ["--check", "{www,tests}/**/*.{js,mjs}", "!www/public/**"] },
  {
    name: "types",
    program: "tsc",
    args: ["--noEmit", "--project", "tsconfig.json"],
    // The page's types use those that the modules export.
    before: async () => {
      await ensureModule("cpu");
      await ensureModule("files");
      await ensureModule("photo");
    },
  },
  { name: "rustfmt", program: "cargo", args: ["fmt", "--all", "--check"] },
  {
    name: "clippy",
    program: "cargo",
    args: ["clippy", "--all-targets", ...LINTS],
  },
  // The tests in the browser are a package of their own, which is empty elsewhere.
  { name: "clippy-wasm", program: "cargo", args: ["clippy", "--workspace", "--all-targets", ...WASM, ...LINTS] },
  { name: "docs", program: "cargo", args: DOC, env: DOC_ENV },
  // The bindings exist only here.
  { name: "docs-wasm", program: "cargo", args: [...DOC, ...WASM], env: DOC_ENV },
];

await command(async () => {
  const { only } = readFlags(HELP, { only: { type: "string" } });
  const checks = CHECKS.filter(({ name }) => only === undefined || name === only);
  if (checks.length === 0) {
    throw new Failure(`--only takes one of ${CHECKS.map(({ name }) => name).join(", ")}, not "${only}".`, 2);
  }
  await ensureNodeModules();
  await ensureRustComponents();
  const failed = [];
  for (const { name, program, args, env, before } of checks) {
    console.log(`\n━━ ${name} ━━`);
    const started = Date.now();
    let passed = false;
    try {
      await before?.();
      passed = (await run(program, args, { env, onLine: (line) => console.log(line) })).status === 0;
    } catch (error) {
      console.error(error instanceof Failure ? error.message : error);
    }
    if (!passed) failed.push(name);
    console.log(`${name}: ${passed ? "ok" : "FAILED"} (${duration(Date.now() - started)})`);
  }
  console.log(failed.length > 0 ? `\nFailed: ${failed.join(", ")}` : `\nAll ${checks.length} checks passed.`);
  return failed.length > 0 ? 1 : 0;
});
