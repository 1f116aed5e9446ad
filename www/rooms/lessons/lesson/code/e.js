/**
 * Lesson E as code: of each step the lines of Python, which go on from those of the steps before, and the lines for this
 * page's console.
 *
 * @module
 */

/** @type {Record<string, import("../tracks.js").Code>} */
export default {
  classics: {
    python: `import torch.nn as nn

lenet_5 = nn.Sequential(  # 1998: convolution, pooling, linear layers
    nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
    nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
    nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
)
print(lenet_5)`,
    here: `for (const preset of ["lenet-5", "alexnet-mini", "vgg-mini", "resnet-mini"])
  console.log(preset, (await digitLab.trainer.presets()).find(({ config }) => config.preset === preset).spec.layers.length);`,
  },
  plan: {
    python: `import torch
import torch.nn.functional as F


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)  # 28 -> 24, pooled to 12
        self.conv2 = nn.Conv2d(10, 20, 3)  # 12 -> 10
        self.fc1 = nn.Linear(20 * 10 * 10, 500)
        self.fc2 = nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.relu(self.conv2(x))
        x = F.relu(self.fc1(x.flatten(1)))
        return F.log_softmax(self.fc2(x), dim=1)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = ConvNet().to(device)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
print(sum(p.numel() for p in model.parameters()))`,
    here: `// ?preset=wide-fc
const { parameters, config } = await digitLab.trainer.configure({ preset: "wide-fc" });
console.log(parameters, config.loss, config.learning_rate);`,
  },
  layout: {
    python: `from torch.utils.data import DataLoader
from torchvision import datasets, transforms

transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])


def loader(train, batch_size=512):
    data = datasets.MNIST("data", train=train, transform=transform, download=True)
    return DataLoader(data, batch_size=batch_size, shuffle=train)


train_loader, test_loader = loader(True), loader(False)
print(len(train_loader.dataset), len(test_loader.dataset))`,
    here: `const { train_count, test_count } = await digitLab.trainer.loadDataset({ source: "mnist" });
await digitLab.trainer.configure({ preset: "wide-fc" });
console.log(train_count, test_count);`,
  },
  train: {
    python: `def train(epoch):
    model.train()
    for batch, (images, labels) in enumerate(train_loader):
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = F.nll_loss(model(images), labels)
        loss.backward()
        optimizer.step()
        if batch % 30 == 0:
            seen, all_images = batch * len(images), len(train_loader.dataset)
            percent = 100 * batch / len(train_loader)
            print(f"Train Epoch: {epoch} [{seen}/{all_images} ({percent:.0f}%)]\\tLoss: {loss.item():.6f}")


@torch.no_grad()
def test():
    model.eval()
    loss = hits = 0
    for images, labels in test_loader:
        output = model(images.to(device)).cpu()
        loss += F.nll_loss(output, labels, reduction="sum").item()
        hits += (output.argmax(1) == labels).sum().item()
    count = len(test_loader.dataset)
    print(f"\\nTest set: Average loss: {loss / count:.4f}, Accuracy: {hits}/{count} ({100 * hits / count:.0f}%)\\n")


EPOCHS = 20
for epoch in range(1, EPOCHS + 1):
    train(epoch)
    test()`,
    here: `// ?preset=wide-fc
await digitLab.trainer.train({ epochs: 1 }); // twenty in all
const { test_accuracy } = digitLab.state().epochs.at(-1);
console.log(Math.round(test_accuracy * 10000), "/ 10000");`,
  },
  forward: {
    python: `import matplotlib.pyplot as plt

images, labels = next(iter(test_loader))
images = images[:20].to(device)


def show(title, planes):
    fig, axes = plt.subplots(4, 5, figsize=(8, 7))
    fig.suptitle(title)
    for axis, plane in zip(axes.flat, planes.detach().cpu()):
        axis.imshow(plane, cmap="viridis")
        axis.axis("off")
    plt.show()


for net, name in ((ConvNet().to(device), "untrained"), (model, "trained")):
    show(name, images[:, 0])
    x = net.conv1(images)
    show(f"{name}: conv1, channel 0", x[:, 0])
    show(f"{name}: ReLU", F.relu(x)[:, 0])
    x = F.max_pool2d(F.relu(x), 2)
    show(f"{name}: pooling", x[:, 0])
    x = net.conv2(x)
    show(f"{name}: conv2", x[:, 0])
    show(f"{name}: ReLU", F.relu(x)[:, 0])
    print(net(images[:1]))`,
    here: `const indices = [...Array(20).keys()];
const tensors = await digitLab.trainer.capture({
  images: { split: "test", indices }, layers: "all", what: ["activation"], at: 0 }); // at: null is the network as it is now
for (const { kind, shape } of tensors) console.log(kind, shape);`,
  },
  answer: {
    python: `import math

output = model(images[:1])[0].detach().cpu()
for digit, value in enumerate(output.tolist()):
    print(digit, round(value, 3), f"{math.exp(value):.4f}")
print("answer", output.argmax().item(), "label", labels[0].item())`,
    here: `const tensors = await digitLab.trainer.capture({
  images: { split: "test", indices: [0] }, layers: "all", what: ["activation"] });
const { data } = tensors.at(-1);
console.log([...data], data.indexOf(Math.max(...data)));`,
  },
  rate: {
    python: `for rate in (1e-1, 1e-3, 1e-6):
    model = ConvNet().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    losses = []
    for batch, (images, labels) in enumerate(train_loader):
        loss = F.nll_loss(model(images.to(device)), labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if batch == 100:
            break
    plt.plot(losses, label=str(rate))
plt.legend()
plt.show()`,
    here: `// ?preset=wide-fc&learning_rate=0.1
await digitLab.trainer.configure({ preset: "wide-fc", learning_rate: 1e-1 });
await digitLab.trainer.train({ max_steps: 40 });
console.log(digitLab.state().run.report.losses);`,
  },
};
