/** The Results room: the verdict on all test images. */
export default {
  "verdict.title": "All test images, judged",
};
