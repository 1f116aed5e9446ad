/** What Vite puts in while it bundles: see `define` in www/vite.config.js. */
declare const __BUILD_ID__: string;
