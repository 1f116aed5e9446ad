/** 数据室与结果室的文字，随两室一起载入 */
import embedding from "./embedding.js";
import explore from "./explore.js";
import inside from "./inside.js";
import library from "./library.js";
import many from "./many.js";
import own from "./own.js";
import shift from "./shift.js";
import update from "./update.js";
import verdict from "./verdict.js";

/** @type {Record<keyof typeof import("../en/rooms.js").default, string>} */
export default {
  "figure.table": "以表格显示",
  "figure.table.more": "其余 {count} 行见 CSV 文件。",
  "figure.png": "PNG",
  "figure.csv": "CSV",
  "figure.svg": "SVG",
  "figure.npy": "NPY",
  "figure.copied": "已复制",

  ...explore,
  ...inside,
  ...many,
  ...update,
  ...embedding,
  ...verdict,
  ...shift,
  ...own,
  ...library,
};
