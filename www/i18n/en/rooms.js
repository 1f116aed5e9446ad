/** The words of the Data and the Results room, which come with the rooms. */
import explore from "./explore.js";
import own from "./own.js";
import verdict from "./verdict.js";

export default {
  "exhibit.table": "As a table",
  "exhibit.table.more": "{count} more lines are in the CSV file.",
  "exhibit.png": "PNG",
  "exhibit.csv": "CSV",

  ...explore,
  ...verdict,
  ...own,
};
