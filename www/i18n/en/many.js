/** Many images at one layer. @module */

export default {
  "many.title": "Many images at one layer",
  "many.figure": "Images × maps",
  "many.about": "Maps {first} to {last} of {count}, for each image. Choose an image to walk it through the network.",
  "many.about.vector": "{count} values for each image. Choose an image to walk it through the network.",
  "many.rows": "Images",
  "many.arrangement": "Arrangement",
  "many.batch": "20 images, one map",
  "many.five": "Five digits, five maps",
  "many.each": "One of each class",
  "many.means": "Mean of each class",
  "many.layer": "Layer",
  "many.channel": "First map",
  "many.first": "First image",
  "many.first.class": "Images to pass over in each class",
  "many.image": "image {index}: {name}",
  "many.mean": "mean of {count} images of {name}",
  "many.map": "Map {number}, {image}",
  "many.values": "Values, {image}",
};
