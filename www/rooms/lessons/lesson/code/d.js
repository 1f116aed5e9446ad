/**
 * Lesson D as code: of each step the lines of Python, which go on from those of the steps before, and the lines for this
 * page's console.
 *
 * @module
 */

/** @type {Record<string, import("../tracks.js").Code>} */
export default {
  normalised: {
    python: `import torch
from torchvision import datasets, transforms

transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_set = datasets.MNIST("data", train=True, transform=transform, download=True)
test_set = datasets.MNIST("data", train=False, transform=transform)
print(train_set.data.float().mean() / 255, train_set.data.float().std() / 255)
print(train_set[0][0].min(), train_set[0][0].max())`,
    here: `// ?preset=lenet
const { mean, std, input } = await digitLab.trainer.networkInput({ split: "train", index: 0 });
console.log(mean, std, Math.min(...input), Math.max(...input));`,
  },
  batch: {
    python: `from torch.utils.data import DataLoader
from torchvision.utils import make_grid
import matplotlib.pyplot as plt

train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
images, labels = next(iter(train_loader))
grid = make_grid(images * 0.3081 + 0.1307)  # de-normalised
plt.imshow(grid.permute(1, 2, 0))
plt.show()
print(labels.reshape(8, 8))`,
    here: `const { indices } = await digitLab.trainer.batch({ epoch: 0, number: 0 });
const { labels } = await digitLab.trainer.samples("train", [...indices]);
console.log(labels);`,
  },
  network: {
    python: `import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 4 * 4, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(x.flatten(1)))
        return self.fc3(F.relu(self.fc2(x)))


net = LeNet()
print(net)
print(sum(p.numel() for p in net.parameters()))`,
    here: `// ?preset=lenet
const { parameters } = await digitLab.trainer.configure({ preset: "lenet" });
console.log(parameters);`,
  },
  untrained: {
    python: `criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
two, truth = images[:2], labels[:2]
outputs = net(two)
loss = criterion(outputs, truth)
print(outputs, loss)`,
    here: `const { indices } = await digitLab.trainer.batch({ epoch: 0, number: 0 });
const trial = await digitLab.trainer.trial({ images: { split: "train", indices: [...indices].slice(0, 2) } });
console.log(trial.before, trial.loss);`,
  },
  update: {
    python: `optimizer.zero_grad()
loss.backward()
print(net.conv1.bias.grad)
before = net.conv1.bias.detach().clone()
optimizer.step()
print(net.conv1.bias - before)  # the gradient times -0.01
print(criterion(net(two), truth))`,
    here: `const { indices } = await digitLab.trainer.batch({ epoch: 0, number: 0 });
const trial = await digitLab.trainer.trial({ images: { split: "train", indices: [...indices].slice(0, 2) } });
console.log(trial.learning_rate, trial.after, trial.updates[0]);`,
  },
  epoch: {
    python: `net = LeNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
running = 0.0
for batch, (images, labels) in enumerate(train_loader, 1):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()
    running += loss.item()
    if batch % 100 == 0:
        print(f"[1, {batch:5d}] loss: {running / 100:.3f}")
        running = 0.0`,
    here: `// ?preset=lenet
await digitLab.trainer.train({ epochs: 1 });
console.log(digitLab.state().epochs.at(-1).train_loss);`,
  },
  accuracy: {
    python: `test_loader = DataLoader(test_set, batch_size=1000)
net.eval()
correct = 0
with torch.no_grad():
    for images, labels in test_loader:
        correct += (net(images).argmax(1) == labels).sum().item()
print(f"Accuracy of the network on the {len(test_set)} test images: {100 * correct // len(test_set)} %")`,
    here: `const { accuracy } = await digitLab.trainer.evaluate();
console.log(\`\${Math.floor(100 * accuracy)} %\`);`,
  },
};
