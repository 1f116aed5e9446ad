/** The Library room. @module */

export default {
  "weights.title": "Weights",
  "weights.save": "Save weights",
  "weights.save.about":
    "Weights, biases and running statistics, with the names and shapes that PyTorch gives them, in 32 bits.",
  "weights.save.safetensors": "Save step {step} as safetensors",
  "weights.save.npz": "Save step {step} as .npz (NumPy)",
  "weights.save.half": "Snapshots are kept in 16 bits: the weights of a past step are rounded.",
  "weights.saved": "Saved as {file}. Elsewhere it is loaded like this:",
  "weights.load": "Load weights",
  "weights.load.about":
    "A safetensors or .npz file of this page or of PyTorch, for the network that is set up now. The run begins at step 0 with these weights.",
  "weights.load.ends": "Loading weights ends the run under way. Its curves stay for comparison.",
  "weights.choose": "Choose a file…",
  "weights.loading": "Loading…",
  "weights.loaded": "The run begins with the weights of {file}.",

  "metrics.title": "Metrics",
  "metrics.about":
    "Measured so far: steps {steps}, epochs {epochs}. Of long runs a point of the curves is the mean of several steps.",
  "metrics.steps": "Steps as CSV",
  "metrics.epochs": "Epochs as CSV",
  "metrics.json": "Everything as JSON",
};
