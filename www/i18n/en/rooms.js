/** The words of the Data and the Results room, which come with the rooms. */
import embedding from "./embedding.js";
import explore from "./explore.js";
import inside from "./inside.js";
import library from "./library.js";
import many from "./many.js";
import own from "./own.js";
import shift from "./shift.js";
import update from "./update.js";
import verdict from "./verdict.js";

export default {
  "figure.table": "As a table",
  "figure.table.more": "{count} more lines are in the CSV file.",
  "figure.png": "PNG",
  "figure.csv": "CSV",
  "figure.svg": "SVG",
  "figure.npy": "NPY",
  "figure.copied": "Copied",

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
