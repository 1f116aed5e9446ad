/** What Vite puts in while it bundles: see `define` in www/tools/vite.config.js. */
declare const __BUILD_ID__: string;
/** What each module weighs when it is unpacked; empty where it is served as it lies on the disk. */
declare const __MODULE_BYTES__: Partial<Record<"cpu" | "gpu", number>>;
