/**
 * The comments of a program for PyTorch, in both languages.
 *
 * @module
 */

/**
 * @typedef {object} Say
 * @property {(preset: string) => string} title
 * @property {string} alone
 * @property {string} together
 * @property {(start: string) => string[]} about
 * @property {(settings: string[]) => string[]} lost
 * @property {string} start
 * @property {string} files
 * @property {string} read
 * @property {string} scaling
 * @property {string} hash
 * @property {string} dropout
 * @property {string} step_schedule
 * @property {string} cosine
 * @property {string} cosine_schedule
 * @property {string} one_cycle
 * @property {string} fit_one_cycle
 * @property {string} fine_tune
 * @property {string} reset
 * @property {string} groups
 * @property {string} augment
 * @property {string} augment_matrix
 * @property {string} evaluate
 * @property {string} data_help
 * @property {string} epochs_help
 * @property {string} steps_help
 * @property {string} processes
 * @property {string} batch_norm
 * @property {string} order
 * @property {string} part
 * @property {string} mean
 * @property {string} training
 */

/** @type {Record<"en" | "zh", Say>} */
export const COMMENTS = {
  en: {
    title: (preset) => `Trains the network "${preset}" as Digit Lab does.`,
    alone: "one process",
    together: "several, which share every batch",
    about: (start) => [
      `Needs torch and numpy. The initial weights and the order of the images lie beside this file in ${start}, so that the`,
      "losses are those of the page, up to the rounding of sums in another order.",
    ],
    lost: (settings) => [
      `The run also has the augmentation ${settings.join(" and ")}, which PyTorch does not offer: it is left out here.`,
    ],
    start: "The weights by their names, the order of the images in each epoch, and the images held out for validation.",
    files: "MNIST's files and their SHA-256 checksums.",
    read: "The content of an IDX file, packed or not.",
    scaling: "Images [N, 1, 28, 28] as the network takes them.",
    hash: "lowbias32, a hash of 32 bits.",
    dropout: "Dropout whose mask is a hash of the step, the layer and the value's index, as in the page.",
    step_schedule: "The learning rate falls by a factor every few epochs.",
    cosine: "A value between start and end along half a cosine.",
    cosine_schedule: "The learning rate falls to zero along half a cosine.",
    one_cycle: "One cycle: the learning rate rises to its peak and falls, the momentum does the opposite.",
    fit_one_cycle: "The schedule of fastai's fit_one_cycle.",
    fine_tune: "The schedule of fastai's fine_tune: a cycle of one epoch, then one with half the peak.",
    reset: "The second cycle begins with a fresh optimiser.",
    groups: "Biases and the parameters of batch norms do not decay.",
    augment: "Turns, leans, scales and shifts each image at random, not by the page's own random numbers.",
    augment_matrix: "From a place in the new image to one in the old.",
    evaluate: "Mean loss and accuracy, without augmentation and dropout.",
    data_help: "folder of the four IDX files",
    epochs_help: "epochs to train",
    steps_help: "stop after so many steps, and print the loss of each",
    processes: "torchrun says how many processes there are, and which one this is.",
    batch_norm: "On several processes each normalises its own part of a batch; on GPUs they can do it together.",
    order: "Beyond the orders that were saved, any will do.",
    part: "Each process takes its part of the batch.",
    mean: "The gradients are averaged over the processes, and are to be summed.",
    training: "training",
  },
  zh: {
    title: (preset) => `按照 Digit Lab 的方式训练网络“${preset}”。`,
    alone: "单进程",
    together: "多进程，共同处理每个批次",
    about: (start) => [
      `需要 torch 和 numpy。初始权重和图像的顺序保存在同目录的 ${start} 中，`,
      "因此除求和顺序造成的舍入误差外，损失与网页中的一致。",
    ],
    lost: (settings) => [`本次训练还使用了数据增强 ${settings.join("、")}，PyTorch 没有对应的功能，这里省略。`],
    start: "各层权重、每一轮的图像顺序，以及留作验证的图像。",
    files: "MNIST 的文件及其 SHA-256 校验和。",
    read: "读取 IDX 文件（可为 gzip 压缩）。",
    scaling: "将像素转换为网络的输入 [N, 1, 28, 28]。",
    hash: "lowbias32：一种 32 位散列。",
    dropout: "Dropout：掩码由步数、层号和元素下标的散列得到，与网页相同。",
    step_schedule: "每隔若干轮，学习率乘以一个系数。",
    cosine: "沿半个余弦从 start 变化到 end。",
    cosine_schedule: "学习率沿半个余弦降到零。",
    one_cycle: "One-cycle：学习率先升至峰值再下降，动量则相反。",
    fit_one_cycle: "fastai 的 fit_one_cycle 所用的学习率。",
    fine_tune: "fastai 的 fine_tune 所用的学习率：先是一轮的周期，然后是峰值减半的周期。",
    reset: "第二个周期开始时重置优化器。",
    groups: "偏置和批归一化的参数不做权重衰减。",
    augment: "随机旋转、剪切、缩放和平移图像；随机数与网页不同。",
    augment_matrix: "由新图像中的位置求原图像中的位置。",
    evaluate: "平均损失和准确率（不使用数据增强和 Dropout）。",
    data_help: "存放四个 IDX 文件的文件夹",
    epochs_help: "训练轮数",
    steps_help: "训练指定步数后停止，并打印每一步的损失",
    processes: "由 torchrun 给出进程总数和本进程的编号。",
    batch_norm: "多进程时，各进程只对自己的部分做批归一化；在 GPU 上可以同步。",
    order: "超出已保存的轮数后，使用任意顺序。",
    part: "每个进程处理批次的一部分。",
    mean: "各进程的梯度会被取平均，而这里需要求和。",
    training: "训练",
  },
};
