/**
 * Lesson B as code: of each step the lines of Python, which go on from those of the steps before, and the lines for this
 * page's console.
 *
 * @module
 */

/** @type {Record<string, import("../tracks.js").Code>} */
export default {
  array: {
    python: `import numpy as np
import torch
from torchvision.datasets import MNIST

train_data, test_data = MNIST("data", train=True, download=True), MNIST("data", train=False)
image, label = train_data[30224]
array = np.array(image.convert("RGB"))
print(array.shape, array[:, :, 0].shape, array.dtype)
tensor = torch.tensor(array).permute(2, 0, 1)  # channels first: (28, 28, 3) -> (3, 28, 28)
print(tensor.shape, torch.cuda.is_available())`,
    here: `const { images } = await digitLab.trainer.samples("train", [30224]); // Uint8Array, [1, 28, 28]
const { input } = await digitLab.trainer.networkInput({ split: "train", index: 30224 }); // Float32Array
console.log(images.length, input.length);`,
  },
  means: {
    python: `three = train_data.data[train_data.targets == 3].double().mean(0)
seven = train_data.data[train_data.targets == 7].double().mean(0)
difference = three - seven
print(three.shape, difference.min(), difference.max())`,
    here: `const { means, counts } = await digitLab.trainer.templates(); // [10, 28, 28], 0 to 255
console.log(counts[3], counts[7], means.length);`,
  },
  errors: {
    python: `def error(images, mean):
    return ((images.double() - mean) ** 2).mean((1, 2)) / 255**2

threes, sevens = train_data.data[train_data.targets == 3], train_data.data[train_data.targets == 7]
for images in (threes, sevens):
    print(error(images, three)[:5], error(images, seven)[:5])
right = (error(threes, three) < error(threes, seven)).sum() + (error(sevens, seven) <= error(sevens, three)).sum()
print(float(right) / (len(threes) + len(sevens)))

import matplotlib.pyplot as plt

plt.plot(error(threes, three), label="to the mean 3")
plt.plot(error(threes, seven), label="to the mean 7")
plt.legend()
plt.show()`,
    here: `const { of_a, of_b } = await digitLab.trainer.templateCurves({ a: 3, b: 7, split: "train" });
console.log(of_a.indices.length, of_a.to_a[0], of_a.to_b[0], of_b.indices.length);`,
  },
  block: {
    python: `from fastai.vision.all import *

path = untar_data(URLs.MNIST)
block = DataBlock(
    blocks=(ImageBlock(cls=PILImageBW), CategoryBlock),  # inputs are pictures, labels are classes
    get_items=get_image_files,
    get_y=parent_label,  # the folder is the label
    splitter=GrandparentSplitter(train_name="training", valid_name="testing"),
    batch_tfms=Normalize.from_stats([0.1307], [0.3081]),
)
dls = block.dataloaders(path, bs=64)
batch, labels = dls.one_batch()
print(batch.shape, batch.mean(), batch.std())`,
    here: `// ?preset=pooled-fastai: input "normalised", batches of 64
const { mean, std, input } = await digitLab.trainer.networkInput({ split: "train", index: 0 });
console.log(mean, std, Math.min(...input), Math.max(...input));`,
  },
  train: {
    python: `net = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(576, 128), nn.ReLU(), nn.Linear(128, 10),
)
learn = Learner(dls, net, loss_func=CrossEntropyLossFlat(), metrics=accuracy)
print(net, sum(p.numel() for p in net.parameters()))
learn.fine_tune(1)`,
    here: `// ?preset=pooled-fastai
await digitLab.trainer.configure({ preset: "pooled-fastai" });
await digitLab.trainer.train();`,
  },
  confusion: {
    python: `interpretation = ClassificationInterpretation.from_learner(learn)
interpretation.plot_confusion_matrix(figsize=(7, 7))
learn.show_results(max_n=10)`,
    here: `const { accuracy, confusion } = await digitLab.trainer.assess({ classifier: "network" });
console.log(accuracy, confusion);`,
  },
  pair: {
    python: `images = torch.cat([test_data.data[test_data.targets == digit][:50] for digit in (3, 7)])
truth = torch.tensor([3] * 50 + [7] * 50)
x = ((images[:, None].float() / 255 - 0.1307) / 0.3081).to(dls.device)
learn.model.eval()
with torch.no_grad():
    answers = learn.model(x).argmax(1).cpu()
print(f"{(answers == truth).double().mean():.4f}")`,
    here: `await digitLab.trainer.assess({ classifier: "network" });
const { labels, values } = await digitLab.trainer.probabilities({ classifier: "network" }); // values: [n, 10]
console.log(labels.length, values.length);`,
  },
  kernels: {
    python: `first = learn.model[0]
maps = first(x[:1])[0].detach().cpu()
kernels = first.weight[:, 0].detach().cpu()
for pictures in (maps, kernels):
    fig, axes = plt.subplots(4, 4, figsize=(8, 8))
    for axis, picture in zip(axes.flat, pictures):
        axis.imshow(picture, cmap="RdBu")
    plt.show()`,
    here: `const [weight] = await digitLab.trainer.capture({
  images: { split: "test", indices: [0] }, layers: ["conv1"], what: ["parameter"] });
console.log(weight.shape); // [16, 1, 3, 3]`,
  },
};
