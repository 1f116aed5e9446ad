/**
 * The Lab's words that come on demand: how a drawing becomes the network's input, the keyboard's cursor, pictures, the
 * learning-rate finder.
 */
import finder from "./finder.js";
import picture from "./picture.js";

export default {
  "draw.cursor.up": "Column {column}, row {row}",
  "draw.cursor.down": "Pen down: column {column}, row {row}",
  "draw.stages.drawn": "Your drawing",
  "draw.stages.cropped": "Cropped to the ink",
  "draw.stages.boxed": "Scaled to 20 pixels",
  "draw.stages.input": "Centred by mass",
  "draw.stages.about":
    "MNIST’s images were made like this: scaled to 20×20 pixels, then placed in 28×28 by their centre of mass. Lines are drawn as wide as MNIST’s, whatever the pen.",
  "draw.raw": "Raw: only scale the pad to 28×28",

  ...picture,
  ...finder,
};
