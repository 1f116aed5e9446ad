/**
 * Lesson C as code: of each step the lines of Python, which go on from those of the steps before, and the lines for this
 * page's console.
 *
 * @module
 */

/** @type {Record<string, import("../tracks.js").Code>} */
export default {
  device: {
    python: `import torch

print(torch.__version__)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(device)`,
    here: `const { backend, adapter, workers } = (await digitLab.ready).backend;
console.log(backend, adapter, workers.count);`,
  },
  data: {
    python: `from torchvision import datasets, transforms

train_set = datasets.MNIST("data", train=True, transform=transforms.ToTensor(), download=True)
test_set = datasets.MNIST("data", train=False, transform=transforms.ToTensor())
print(len(train_set), len(test_set))`,
    here: `const { train_count, test_count } = (await digitLab.ready).data;
console.log(train_count, test_count);`,
  },
  samples: {
    python: `from torch.utils.data import DataLoader
import matplotlib.pyplot as plt

train_loader = DataLoader(train_set, batch_size=64, shuffle=True)
test_loader = DataLoader(test_set, batch_size=1000)
images, labels = next(iter(train_loader))
print(images[0].shape, images.shape)
fig, axes = plt.subplots(2, 4)
for axis, image, label in zip(axes.flat, images, labels):
    axis.imshow(image[0], cmap="gray")
    axis.set_title(label.item())
plt.show()`,
    here: `const { indices } = await digitLab.trainer.batch({ epoch: 0, number: 0 });
const { images, labels } = await digitLab.trainer.samples("train", [...indices].slice(0, 8));
console.log(labels, images.length / 784);`,
  },
  network: {
    python: `import torch.nn as nn
import torch.nn.functional as F


class SimpleCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, padding=2)
        self.conv2 = nn.Conv2d(16, 32, 5, padding=2)
        self.fc1 = nn.Linear(32 * 7 * 7, 128)
        self.fc2 = nn.Linear(128, 10)
        self.dropout = nn.Dropout(0.2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = self.dropout(F.relu(self.fc1(x.flatten(1))))
        return self.fc2(x)


model = SimpleCNN().to(device)
print(model)
print(sum(p.numel() for p in model.parameters()))`,
    here: `// ?preset=simple
const { parameters, layers } = await digitLab.trainer.configure({ preset: "simple" });
console.log(parameters, layers.length);`,
  },
  shapes: {
    python: `for name, parameter in model.named_parameters():
    print(name, list(parameter.shape))

x = images[:1].to(device)
print(list(x.shape))
for layer in (model.conv1, lambda x: F.max_pool2d(F.relu(x), 2), model.conv2,
              lambda x: F.max_pool2d(F.relu(x), 2), lambda x: x.flatten(1), model.fc1, model.fc2):
    x = layer(x)
    print(list(x.shape))`,
    here: `const tensors = await digitLab.trainer.capture({
  images: { split: "test", indices: [0] }, layers: "all", what: ["activation", "parameter"] });
for (const { layer, kind, tensor, shape } of tensors) console.log(layer, kind, tensor, shape);`,
  },
  loop: {
    python: `criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)


def train_epoch(epoch, epochs):
    model.train()
    total_loss = correct = 0
    for batch, (images, labels) in enumerate(train_loader):
        images, labels = images.to(device), labels.to(device)
        outputs = model(images)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total_loss += loss.item() * len(labels)
        correct += (outputs.argmax(1) == labels).sum().item()
        if batch % 200 == 0:
            print(f"Epoch [{epoch}/{epochs}], Step [{batch}/{len(train_loader)}], Loss: {loss.item():.4f}")
    return total_loss / len(train_set), correct / len(train_set)`,
    here: `await digitLab.trainer.train({ max_steps: 1 }); // one turn of the loop
console.log(digitLab.state().run.report.losses);`,
  },
  epochs: {
    python: `history = []
for epoch in range(1, 4):
    loss, accuracy = train_epoch(epoch, 3)
    history.append(loss)
    print(f"Epoch {epoch}: mean loss {loss:.4f}, accuracy {100 * accuracy:.2f} %")
plt.plot(range(1, 4), history, marker="o")
plt.show()`,
    here: `await digitLab.trainer.train(); // to the end: three epochs
console.log(digitLab.state().epochs.map(({ train_loss, train_accuracy }) => [train_loss, train_accuracy]));`,
  },
  test: {
    python: `@torch.no_grad()
def predict(loader):
    model.eval()
    pairs = [(model(images.to(device)).argmax(1).cpu(), labels) for images, labels in loader]
    return torch.cat([answers for answers, _ in pairs]), torch.cat([labels for _, labels in pairs])


answers, truth = predict(test_loader)
print(f"{100 * (answers == truth).double().mean():.2f} %")
for digit in range(10):
    own = truth == digit
    print(digit, f"{(answers[own] == digit).sum()}/{own.sum()}")`,
    here: `const { accuracy, per_class } = await digitLab.trainer.assess({ classifier: "network" });
console.log(accuracy, per_class.map(({ class: digit, correct, count }) => \`\${digit}: \${correct}/\${count}\`));`,
  },
  sixteen: {
    python: `fig, axes = plt.subplots(4, 4, figsize=(8, 8))
for index, axis in enumerate(axes.flat):
    axis.imshow(test_set.data[index], cmap="gray")
    right = answers[index] == truth[index]
    axis.set_title(f"true {truth[index]}, predicted {answers[index]}", color="green" if right else "red")
    axis.axis("off")
plt.show()`,
    here: `const { indices, labels, predictions } = await digitLab.trainer.cases({
  classifier: "network", order: "index", only: "all", first: 0, count: 16 });
console.log(indices, labels, predictions);`,
  },
  kernels: {
    python: `kernels = model.conv1.weight[:, 0].detach().cpu()
fig, axes = plt.subplots(2, 8, figsize=(12, 3))
for kernel, axis in zip(kernels, axes.flat):
    axis.imshow(kernel, cmap="RdBu")
    axis.axis("off")
plt.show()`,
    here: `const [weight] = await digitLab.trainer.capture({
  images: { split: "test", indices: [0] }, layers: ["conv1"], what: ["parameter"] });
console.log(weight.tensor, weight.shape);`,
  },
  maps: {
    python: `image = test_set[0][0][None].to(device)
maps = F.relu(model.conv1(image))[0].detach().cpu()
fig, axes = plt.subplots(3, 6, figsize=(12, 6))
axes.flat[0].imshow(image[0, 0].cpu(), cmap="gray")
for picture, axis in zip(maps, axes.flat[1:]):
    axis.imshow(picture, cmap="viridis")
plt.show()`,
    here: `const { feature_maps } = await digitLab.trainer.inspect(0);
console.log(feature_maps.shape); // [16, 28, 28], after the ReLU`,
  },
  five: {
    python: `firsts = []
for index, label in enumerate(test_set.targets.tolist()):
    if label not in [test_set.targets[i].item() for i in firsts]:
        firsts.append(index)
    if len(firsts) == 5:
        break
print(firsts, test_set.targets[firsts].tolist())
x = torch.stack([test_set[i][0] for i in firsts]).to(device)
maps = F.relu(model.conv1(x)).detach().cpu()
fig, axes = plt.subplots(5, 6, figsize=(10, 9))
for row, own, image in zip(axes, maps, x.cpu()):
    row[0].imshow(image[0], cmap="gray")
    for axis, picture in zip(row[1:], own):
        axis.imshow(picture, cmap="viridis")
plt.show()`,
    here: `const { labels } = await digitLab.trainer.samples("test", [0, 1, 2, 3, 4]);
const [relu] = await digitLab.trainer.capture({
  images: { split: "test", indices: [0, 1, 2, 3, 4] }, layers: [1], what: ["activation"] });
console.log(labels, relu.shape);`,
  },
  summary: {
    python: `def count(*modules):
    return sum(p.numel() for module in modules for p in module.parameters())


print("convolutions", count(model.conv1, model.conv2))
print("linear layers", count(model.fc1, model.fc2))
connected = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
print("784-128-10", count(connected))

test_set.transform = transforms.Compose([transforms.Pad(4), transforms.ToTensor()])
images = torch.stack([test_set[i][0] for i in range(1000)]).to(device)
model.eval()
for shift in range(0, 9, 2):
    x = torch.roll(images, shift, 3)[:, :, 4:32, 4:32]
    print(shift, (model(x).argmax(1).cpu() == test_set.targets[:1000]).double().mean().item())`,
    here: `const { accuracies } = await digitLab.trainer.shifted({
  classifier: "network", distances: [0, 2, 4, 6, 8], count: 1000 });
console.log(accuracies);`,
  },
};
