/**
 * Lesson A as code: of each step the lines of Python, which go on from those of the steps before, and the lines for this
 * page's console.
 *
 * @module
 */

/** @type {Record<string, import("../tracks.js").Code>} */
export default {
  image: {
    python: `import numpy as np
from torchvision.datasets import MNIST

train = MNIST("data", train=True, download=True)
image, label = train[30224]
array = np.array(image.convert("RGB"))
print(label, image.mode, array.shape)
print((array[:, :, 0] == array[:, :, 1]).all(), (array[:, :, 0] == array[:, :, 2]).all())
print(len(np.unique(image)), np.unique(image))`,
    here: `const { images, labels } = await digitLab.trainer.samples("train", [30224]);
console.log(labels[0], new Set(images).size, [...new Set(images)].sort((a, b) => a - b));`,
  },
  table: {
    python: `import pandas as pd

table = pd.DataFrame(np.array(image))
table.style.background_gradient("Greys")  # the last line of a notebook's cell shows it
print(table.to_string(header=False, index=False))`,
    here: `const { images } = await digitLab.trainer.samples("train", [30224]);
for (let row = 0; row < 28; row++) console.log([...images.subarray(row * 28, row * 28 + 28)].join(" "));`,
  },
  each: {
    python: `import matplotlib.pyplot as plt

fig, axes = plt.subplots(2, 5, figsize=(10, 4))
for digit, axis in enumerate(axes.flat):
    index = train.targets.tolist().index(digit)
    axis.imshow(train.data[index], cmap="gray")
    axis.set_title(digit)
    axis.axis("off")
plt.show()`,
    here: `const firsts = await Promise.all([...Array(10).keys()].map((digit) =>
  digitLab.trainer.browse({ split: "train", class: digit, first: 0, count: 1 })));
console.log(firsts.map(({ indices }) => indices[0]));`,
  },
  batch: {
    python: `from fastai.vision.all import *

path = untar_data(URLs.MNIST)  # one folder a digit, in training/ and testing/
block = DataBlock(
    blocks=(ImageBlock(cls=PILImageBW), CategoryBlock),
    get_items=get_image_files,
    splitter=GrandparentSplitter(train_name="training", valid_name="testing"),
    get_y=parent_label,
)
dls = block.dataloaders(path, bs=128)
print(len(dls.train_ds), len(dls.valid_ds))
dls.train.show_batch(max_n=9, nrows=3)`,
    here: `// ?preset=strided-fastai
const { indices, batches } = await digitLab.trainer.batch({ epoch: 0, number: 0 });
console.log(batches, [...indices].slice(0, 9));`,
  },
  train: {
    python: `def conv(inputs, outputs):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride=2, padding=1), nn.ReLU())

net = nn.Sequential(
    conv(1, 16), conv(16, 32), conv(32, 64), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)
)
learn = Learner(dls, net, loss_func=CrossEntropyLossFlat(), metrics=accuracy)
print(sum(p.numel() for p in net.parameters()))
learn.fit_one_cycle(5, 1e-3)`,
    here: `// ?preset=strided-fastai
await digitLab.trainer.configure({ preset: "strided-fastai" });
await digitLab.trainer.train({ epochs: 1 });`,
  },
  confusion: {
    python: `interpretation = ClassificationInterpretation.from_learner(learn)
interpretation.plot_confusion_matrix(figsize=(7, 7))
interpretation.plot_top_losses(9)`,
    here: `const verdict = await digitLab.trainer.assess({ classifier: "network" });
const { indices, labels, predictions, losses } = await digitLab.trainer.cases({
  classifier: "network", order: "loss", descending: true, first: 0, count: 9 });
console.log(verdict.accuracy, indices, labels, predictions, losses);`,
  },
  compare: {
    python: `test = MNIST("data", train=False)
means = torch.stack([train.data[train.targets == digit].double().mean(0) for digit in range(10)])
images = test.data.double()
errors = ((images[:, None] - means[None]) ** 2).mean((2, 3))
template = errors.argmin(1)
print((template == test.targets).double().mean())

learn.model.eval()
with torch.no_grad():
    x = test.data[:10, None].float().to(dls.device) / 255
    answers = learn.model(x).argmax(1).cpu()
print(test.targets[:10], template[:10], answers)`,
    here: `for (const classifier of ["network", "template"])
  console.log(classifier, (await digitLab.trainer.assess({ classifier })).accuracy);`,
  },
  kernels: {
    python: `first = learn.model[0][0]
image = test.data[0, None, None].float().to(dls.device) / 255
maps = first(image)[0].detach().cpu()  # before the ReLU
kernels = first.weight[:, 0].detach().cpu()
for pictures in (maps, kernels):
    fig, axes = plt.subplots(4, 4, figsize=(8, 8))
    axes.flat[0].imshow(image[0, 0].cpu(), cmap="gray")
    for axis, picture in zip(axes.flat[1:], pictures):
        axis.imshow(picture, cmap="RdBu")
    plt.show()`,
    here: `const [activation] = await digitLab.trainer.capture({
  images: { split: "test", indices: [0] }, layers: ["conv1"], what: ["activation"] });
console.log(activation.shape); // [1, 16, 14, 14]: before the ReLU`,
  },
  conclusion: {
    python: `print("template", float((template == test.targets).double().mean()))
print("network ", float(learn.validate()[1]))`,
    here: `for (const classifier of ["template", "network"])
  console.log(classifier, (await digitLab.trainer.assess({ classifier })).accuracy);`,
  },
};
