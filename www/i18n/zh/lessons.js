/** 课程房间：五篇教程，一步一步。 */
export default {
  "lessons.title": "课程",
  "lessons.about": "五篇常见教程，一步一步，全部现场运行：教程的代码、本页的图，以及教程的数值与你的数值对照。",
  "lessons.tracks": "课程",
  "lessons.steps": "本课程的步骤",
  "lessons.track.a": "A · 学到的特征与模板（fastai）",
  "lessons.track.b": "B · 图像、均值与 fine_tune（fastai）",
  "lessons.track.c": "C · 简单 CNN 十三步（PyTorch）",
  "lessons.track.d": "D · 从零开始的 LeNet（PyTorch）",
  "lessons.track.e": "E · 一步一步看前向传播（PyTorch）",
  "lessons.track.a.about": "从一张图像的数字，到步幅卷积网络，并与平均图像对比。",
  "lessons.track.b.about": "数组与张量、到均值的距离、DataBlock，以及分两个阶段的训练。",
  "lessons.track.c.about": "本页默认网络的形状、训练、测试和特征图。",
  "lessons.track.d.about": "归一化、训练前的损失、手动更新一次，以及一轮 SGD 训练。",
  "lessons.track.e.about": "从经典网络到十个输出，以及学习率的作用。",
  "lessons.step": "第 {number} 步，共 {count} 步",
  "lessons.previous": "上一步",
  "lessons.next": "下一步",
  "lessons.done": "已看过 {done} / {count} 步",
  "lessons.link": "本步的链接",
  "lessons.present": "大字显示",
  "lessons.keys": "用方向键 ← 和 → 切换步骤。",
  "lessons.there": "教程中的代码",
  "lessons.here": "在本页控制台中",
  "lessons.copy": "复制",
  "lessons.copy.all": "复制到此为止的程序",
  "lessons.do": "在这里做",
  "lessons.do.image": "显示第 {index} 张训练图像",
  "lessons.do.batch-each": "每个数字显示一张",
  "lessons.do.batch-shuffled": "显示一个批次中的 {count} 张图像",
  "lessons.do.setup": "设置“{preset}”",
  "lessons.do.setup-rate": "设置“{preset}”，学习率 {rate}",
  "lessons.do.connected": "设置全连接网络 784–128–10",
  "lessons.do.step": "训练一步",
  "lessons.do.steps": "训练 {count} 步",
  "lessons.do.epoch": "训练一轮",
  "lessons.do.end": "训练到底",
  "lessons.do.pause": "暂停",
  "lessons.do.errors": "按编号显示训练集中的 3 和 7",
  "lessons.do.pair": "统计每类前五十张",
  "lessons.do.file": "显示前 {count} 张测试图像",
  "lessons.do.compare": "显示前十张的两种回答",
  "lessons.do.random": "随机显示十张",
  "lessons.do.losses": "显示损失最高的九张",
  "lessons.do.layer": "选择第一层",
  "lessons.do.next-image": "换一张测试图像",
  "lessons.do.five": "五个数字在 ReLU 之后的前几张特征图",
  "lessons.do.twenty": "二十张图像的第 0 通道",
  "lessons.do.two": "取批次中的前两张图像",
  "lessons.do.log": "采用教程的格式",
  "lessons.do.shift": "测量准确率随平移的变化",
  "lessons.do.augment": "用 3 像素的随机平移训练",
  "lessons.working": "正在进行……",
  "lessons.failed": "未能完成：{message}",
  "lessons.numbers": "数值",
  "lessons.number": "量",
  "lessons.published": "教程",
  "lessons.ours": "本次训练",
  "lessons.number.unique": "第 30224 张图像的不同灰度值个数",
  "lessons.number.range": "最小值与最大值",
  "lessons.number.train": "训练图像数",
  "lessons.number.test": "测试图像数",
  "lessons.number.batch": "每批图像数",
  "lessons.number.parameters": "参数数量",
  "lessons.number.convolutions": "……其中卷积层",
  "lessons.number.linear": "……其中线性层",
  "lessons.number.connected": "784–128–10 的参数数量",
  "lessons.number.shapes": "一张图像的路径",
  "lessons.number.weights": "权重的形状",
  "lessons.number.first": "第一个批次的损失",
  "lessons.number.epoch-losses": "各轮平均训练损失",
  "lessons.number.epoch-accuracies": "各轮训练准确率",
  "lessons.number.accuracy": "测试准确率",
  "lessons.number.accuracy.pytorch": "测试准确率（教程列：PyTorch 中的同一方案）",
  "lessons.number.whole": "测试准确率（整数百分比）",
  "lessons.number.hits": "测试图像中答对的张数",
  "lessons.number.digits": "各数字答对的张数",
  "lessons.number.template": "最近均值，全部测试图像",
  "lessons.number.template-pair": "最近均值，3 对 7（测试集）",
  "lessons.number.pair": "网络，每类前 50 张，十类中作答",
  "lessons.number.mean": "均值与标准差",
  "lessons.number.device": "计算设备",
  "lessons.number.layers": "层数",
  "lessons.number.untrained": "两张图像的损失（未训练）",
  "lessons.number.updated": "……更新之后",
  "lessons.number.rate": "学习率",
  "lessons.number.sixteen": "前十六张中答对的张数",
  "lessons.number.sample": "测试集中最先出现的五个不同数字",
  "lessons.number.shift": "网络，测试图像平移 4 像素",
  "lessons.other": "当前是别的网络：请设置“{preset}”",
  "lessons.question": "想一想",
  "lessons.answer": "显示答案",
  "lessons.figure": "现场图",
  "lessons.figure.waiting": "图像和网络就绪后，这里会显示图。",
  "lessons.mnist": "这些数值针对 MNIST；当前使用的是别的图像。",
  "glossary.title": "术语表",
  "glossary.about": "本页的术语，以及演示它的课程步骤。",
  "glossary.search": "搜索",
  "lesson.a.image.title": "把一张图像看作数字",
  "lesson.a.image.text":
    "MNIST 的每个数字都是一张 28 × 28 像素的图像。按彩色图像打开时，它的形状是 (28, 28, 3)，但三个通道完全相同，所以单通道（模式“L”）就够了。这个“7”是第 30224 张训练图像，在 256 个可能的灰度值中只用到了 50 个。",
  "lesson.a.image.question": "大多数像素是 0 或接近 255，中间的灰度值从哪里来？",
  "lesson.a.image.answer":
    "纸面是 0，笔画中央接近 255。中间值出现在笔画边缘：数字被缩放到 20 × 20 像素时，边缘像素按落入其中的墨迹比例取值。",
  "lesson.a.table.title": "把图像看作表格",
  "lesson.a.table.text":
    "这里显示的还是那个“7”，但这就是计算机眼中的样子：28 行、每行 28 个数，每个格子按数值深浅着色。把指针移到格子上可以读数。之后的一切都是对这类表格做运算。",
  "lesson.a.table.question": "如果没有底色，只看数字，你能认出它是几吗？",
  "lesson.a.table.answer":
    "能，但很慢：眼睛会找到大的数并沿着它们走。网络得到的也只有这些数；哪些数彼此相邻，是靠卷积只看一个小窗口才知道的。",
  "lesson.a.each.title": "每个数字一个例子",
  "lesson.a.each.text":
    "十个类别，每类一个例子，取训练文件中的第一张。同一个数字有许多写法，一个例子说明不了一个类别，所以才需要 60,000 张。",
  "lesson.a.each.question": "这十张里，哪两个数字最容易混淆？",
  "lesson.a.each.answer":
    "这取决于书写者：4 和 9 的笔画大部分相同，3 和 5、7 和 1 也很像。后面的混淆矩阵会告诉你这个网络究竟混淆了哪些。",
  "lesson.a.batch.title": "整个数据集与其中一个批次",
  "lesson.a.batch.text":
    "数据集有 60,000 张训练图像和 10,000 张测试图像。训练时按打乱的顺序取图，每次 128 张，这样的一组叫作一个批次（batch）。这里显示本次训练第一个批次中的九张图像及其标签。",
  "lesson.a.batch.question": "为什么要打乱图像的顺序？",
  "lesson.a.batch.answer":
    "每次更新都沿着一个批次的平均梯度进行。如果一个批次里全是 0，更新就会教网络一律回答“0”，下一个批次又得把它纠正回来。打乱之后，每个批次都是整个数据集的小样本。",
  "lesson.a.train.title": "用 one-cycle 策略训练",
  "lesson.a.train.text":
    "三个步幅为 2 的卷积把特征图从 28 缩小到 14、7、4 像素，最后 64 张特征图各取平均值，送入一个线性层。fastai 的 one-cycle 策略在前四分之一的步数里把学习率升到峰值 1e-3，之后沿余弦下降，动量则反向变化。在 CPU 上训练五轮需要一点时间，可以边训练边往下读。",
  "lesson.a.train.question": "如果从第一步起就用峰值学习率，会怎样？",
  "lesson.a.train.answer":
    "最初的梯度很大，方向也杂乱，步子太大会把权重甩到损失难以下降的地方。缓慢的开头避免了这一点，结尾的长时间下降则让权重稳定下来。",
  "lesson.a.confusion.title": "错在哪里：混淆矩阵与最高损失",
  "lesson.a.confusion.text":
    "混淆矩阵的行是真实类别，列是预测类别，错误都在对角线以外。网络答得自信却答错的图像，损失就高。损失最高的图像最能让人了解一个模型，或者发现错误的标签。",
  "lesson.a.confusion.question": "看看损失最高的九张图像：全都是网络的错吗？",
  "lesson.a.confusion.answer":
    "通常不是。有些写得连人都会有分歧，MNIST 里也有少数标签是错的。如果一个模型把它们全部答对，那它学到的是噪声。",
  "lesson.a.compare.title": "模板匹配与网络对比",
  "lesson.a.compare.text":
    "最简单的分类器不需要训练：对每个数字的图像求平均，新图像归入最接近的平均图像（模板）。它在测试集上的准确率是 82.03%。下面按文件顺序显示测试图像，以及模板和网络各自的回答。",
  "lesson.a.compare.question": "很多看起来很清楚的图像，模板也答错了，为什么？",
  "lesson.a.compare.answer":
    "它逐像素比较。一个数字只要有平移、倾斜，或者比平均图像写得细，与自己的模板重合就少，反而可能与别的模板重合更多。",
  "lesson.a.kernels.title": "第一个卷积层：卷积核与特征图",
  "lesson.a.kernels.text":
    "第一个卷积层的每个卷积核都是一张小小的权重表，在图像上滑动就得到一张特征图。图像与卷积核相似的地方，特征图的值就大。在下面选择第一层，可以看到 ReLU 之前的全部特征图，以及产生它们的卷积核。",
  "lesson.a.kernels.question": "有些卷积核看起来像噪声，它们没有用吗？",
  "lesson.a.kernels.answer":
    "不一定。3 × 3 的卷积核只有九个权重，除了边缘、斑点或它们的混合，很难像别的东西。后面的层会把这些特征图组合起来；去掉一个，看看准确率是否下降，才知道它有没有用。",
  "lesson.a.conclusion.title": "学到的特征与手工模板",
  "lesson.a.conclusion.text":
    "两种分类器看过的是同样的 60,000 张图像。模板把所有像素与每类的一张平均图像比较；网络则学会了哪些局部图案重要、在什么位置重要。准确率之差就是“学习特征”的价值。",
  "lesson.a.conclusion.question":
    "模板虽是手工方法，它的像素也来自数据的平均。那么网络学到而模板没有学到的，究竟是什么？",
  "lesson.a.conclusion.answer":
    "是特征。模板的特征就是 784 个像素本身，来自数据的只有十张平均图像。网络还学到了卷积核，也就是“该比较什么”。",
  "lesson.b.array.title": "数组与张量",
  "lesson.b.array.text":
    "图像文件读进来是一个数组：高 × 宽 × 通道，即 (28, 28, 3)。用 [:, :, 0] 取出一个通道，形状为 (28, 28)。PyTorch 要求通道在前，即 (3, 28, 28)；与数组相比，张量还能做两件事：记住自己是怎样算出来的，以便求梯度；以及放到 GPU 上。",
  "lesson.b.array.question": "[:, :, 0] 从左到右分别是什么意思？",
  "lesson.b.array.answer":
    "所有行、所有列、第一个通道。冒号保留整个轴，数字取出其中一项并去掉这个轴，于是三个轴变成两个。",
  "lesson.b.means.title": "一张图像是一个点，一个数字是一个均值",
  "lesson.b.means.text":
    "784 个数就是 784 维空间中的一个点。同一个数字的图像构成一团点，平均图像就是这团点的中心，是它的代表。平均的 3 与平均的 7 之差，显示了哪些像素能区分这两个数字。",
  "lesson.b.means.question": "差值图中白色的像素表示什么？",
  "lesson.b.means.answer":
    "两个数字在那里的平均墨迹相同，所以这个像素对区分它们没有帮助：例如图像边缘，也包括两个数字都有笔画的地方。",
  "lesson.b.errors.title": "到两个均值的距离",
  "lesson.b.errors.text":
    "对训练集中的每个 3，图中显示它与平均 3、平均 7 的均方误差，横轴是图像编号；对每个 7 也一样。错误均值的曲线更低的地方，图像就会被分到错误的数字。在测试集上，96.61% 的 3 和 7 离自己的均值更近。",
  "lesson.b.errors.question": "为什么与自己的均值之间误差也不是零？",
  "lesson.b.errors.answer":
    "没有人写得出“平均数字”：它是模糊的，因为只要有人在那里落过笔，它就有墨迹。任何清晰的图像都与它不同。",
  "lesson.b.block.title": "用文字描述 DataBlock",
  "lesson.b.block.text":
    "DataBlock 回答四个问题。输入是什么？单通道图像。标签是什么？类别，由图像所在的文件夹命名。怎样划分？也按文件夹：训练和测试。批次要做什么处理？归一化：减去 0.1307，再除以 0.3081，也就是 MNIST 训练图像的均值和标准差。",
  "lesson.b.block.question": "不归一化，网络也能学。那归一化有什么用？",
  "lesson.b.block.answer":
    "初始权重是按“均值约为 0、标准差约为 1 的输入”来取的。输入满足这一点，各层的输出从一开始就大小适中，同一个学习率对所有层都合适。",
  "lesson.b.train.title": "网络结构与 fine_tune(1)",
  "lesson.b.train.text":
    "三个卷积层，每个后面都有 ReLU 和最大池化，然后是两个线性层，共 98,442 个参数。fastai 的 fine_tune(1) 分两个阶段：第一轮是一个周期，峰值 2e-3，出现在 99% 的步数处；然后优化器重新开始，第二轮的周期峰值减半，从峰值的五分之一起步，在 30% 的步数处达到峰值。由于网络只有一个参数组，第一阶段并没有冻结任何参数。",
  "lesson.b.train.question": "fine_tune 本是为预训练网络准备的，在这里它起什么作用？",
  "lesson.b.train.answer":
    "第一阶段本应冻结主体、只训练新的输出头。自己搭的网络没有这种划分，所以全部参数都在训练：第一轮相当于很长的预热，第二轮是普通的一个周期。",
  "lesson.b.confusion.title": "混淆矩阵与十个随机预测",
  "lesson.b.confusion.text":
    "和教程一样，这里的验证图像就是 MNIST 的测试图像。混淆矩阵统计全部图像，图库随机显示其中一些的真实数字和预测数字。",
  "lesson.b.confusion.question": "这里验证集和测试集相同，为什么通常要避免这样做？",
  "lesson.b.confusion.answer":
    "谁按验证准确率挑选模型，谁就已经让模型在一定程度上迁就了这些图像。只有没人看过的测试集才能说明模型真正有多好。这里没有做任何挑选，所以这个数字是可信的。",
  "lesson.b.pair.title": "五十个 3 和五十个 7",
  "lesson.b.pair.text":
    "现在把平均图像面对的问题交给网络：测试集中前五十个 3 和前五十个 7。网络可以回答十个数字中的任何一个，这比二选一更难。教程中的网络在这一百张上的准确率为 0.9900；表中给出网络和平均图像在两种计法下的结果。",
  "lesson.b.pair.question": "在 100 张图像上 99% 的准确率，能说明多少？",
  "lesson.b.pair.answer":
    "多错或少错一张就相差一个百分点。只有 100 张图像时，准确率的不确定度约为 ±2 个百分点；切换到全部图像可以得到更好的估计。",
  "lesson.b.kernels.title": "第一个卷积层的激活与卷积核",
  "lesson.b.kernels.text":
    "和课程 A 一样：第一个卷积层对一张图像做了什么，以及做这件事的权重。填充为 1，所以特征图保持 28 × 28，之后由最大池化减半。可以把这些特征图与步幅卷积网络的比较一下。",
  "lesson.b.kernels.question": "池化和步幅都能让特征图减半，区别在哪里？",
  "lesson.b.kernels.answer":
    "步幅为 2 时只计算一半的位置。最大池化计算所有位置，再从每四个中取最大的：计算量更大，但图案无论落在四个中的哪一个都能被找到。",
  "lesson.c.device.title": "版本与设备",
  "lesson.c.device.text":
    "PyTorch 程序首先打印版本，并选择计算设备：有 GPU 就用 GPU，否则用 CPU。本页打开时做的是同样的事：如果真正的 GPU 可用，并且结果与 CPU 一致，就用 WebGPU；否则用 CPU 上的 burn-ndarray，由多个 worker 一起计算。页面顶部的标记显示当前由什么计算。",
  "lesson.c.device.question": "设备会改变网络学到的东西吗？",
  "lesson.c.device.answer":
    "只有舍入上的差别。求和的顺序不同，最后几位数字就不同，许多步之后两次训练会稍有偏离。准确率的差别不超过随机种子带来的波动。",
  "lesson.c.data.title": "60,000 张与 10,000 张图像",
  "lesson.c.data.text":
    "训练集有 60,000 张图像，测试集有 10,000 张，由不同的人书写。ToTensor 把字节除以 255，所以网络看到的是 0 到 1 之间的数。表中列出了两个集合的数据。",
  "lesson.c.data.question": "为什么测试图像必须来自另外的书写者？",
  "lesson.c.data.answer":
    "网络可能学到的是书写者的习惯。只有它从未见过的人写的图像，才能说明它对新用户（例如在画板上写字的你）表现如何。",
  "lesson.c.samples.title": "八个样本与批次的形状",
  "lesson.c.samples.text":
    "一张图像的形状是 [1, 28, 28]：通道、高、宽。64 张图像组成的批次形状是 [64, 1, 28, 28]。图中显示本次训练第一个批次里的八张图像及其标签。",
  "lesson.c.samples.question": "图像是灰度的，为什么批次仍有四个轴？",
  "lesson.c.samples.answer":
    "卷积可以处理任意多个通道，所以通道轴始终存在：灰度图为 1，彩色图为 3，经过这个网络的第一个卷积层之后为 16。",
  "lesson.c.network.title": "打印网络结构",
  "lesson.c.network.text":
    "两个 5 × 5 卷积层，每个后面都有 ReLU 和最大池化，然后是两个线性层，中间有 dropout，共 215,370 个参数。本页按 PyTorch 的样子打印网络，每一层都是一个模块。",
  "lesson.c.network.question": "哪一层的参数最多？",
  "lesson.c.network.answer":
    "第一个线性层：1568 × 128 个权重加 128 个偏置，共 200,832 个，占全部参数的九成以上。两个卷积层合起来只有 13,248 个。",
  "lesson.c.shapes.title": "权重的形状与一张图像的路径",
  "lesson.c.shapes.text":
    "conv1 权重的形状是 [16, 1, 5, 5]：输出通道、输入通道、卷积核的高和宽。conv2 的是 [32, 16, 5, 5]。一张图像从 [1, 1, 28, 28] 出发，经过 [1, 16, 28, 28]、[1, 16, 14, 14]、[1, 32, 14, 14]、[1, 32, 7, 7] 和 [1, 1568]，到 [1, 128] 和 [1, 10]。在下面跟着它走一遍，选择一层可以放大查看。",
  "lesson.c.shapes.question": "卷积核是 5 × 5，为什么 conv1 之后仍是 28 × 28？",
  "lesson.c.shapes.answer": "因为有填充：四周各补两行或两列零，使每个像素处都放得下卷积核，28 + 2·2 − 5 + 1 = 28。",
  "lesson.c.loop.title": "训练循环",
  "lesson.c.loop.text":
    "每一次循环处理一个批次：前向传播算出输出，损失衡量错得多远，反向传播算出损失对每个参数的梯度，优化器（Adam，学习率 1e-3）再把参数稍稍改动。点“单步”只走一次循环，可以观察每个批次的损失。",
  "lesson.c.loop.question": "为什么每次循环都要把梯度清零？",
  "lesson.c.loop.answer":
    "PyTorch 会把新的梯度加到已有的梯度上。不清零的话，每次更新都会把之前所有批次的梯度算进去。本页每一步都重新计算梯度，没有什么需要清除。",
  "lesson.c.epochs.title": "训练三轮",
  "lesson.c.epochs.text":
    "教程每 200 个批次打印一行。它的第一个损失是 2.3039，接近 ln 10 = 2.3026，也就是给每个数字十分之一概率的网络的损失。三轮的平均损失依次是 0.2248、0.0660 和 0.0472，训练准确率为 93.09%、97.89% 和 98.53%。训练到底，然后对比；下面的日志采用教程的格式。",
  "lesson.c.epochs.question": "第一轮的训练准确率低于紧接着测得的测试准确率，怎么会这样？",
  "lesson.c.epochs.answer":
    "训练准确率是一边学习一边统计的，包含了开头答得不好的批次，而且 dropout 是打开的。测试准确率是在一轮结束后用完整的网络测得的。",
  "lesson.c.test.title": "测试：逐个数字",
  "lesson.c.test.text":
    "教程的网络在测试集上的准确率是 98.94%。各数字依次为 974/980、1132/1135、1028/1032、1002/1010、959/982、880/892、949/958、1012/1028、957/974 和 1001/1009。表中把它们与当前这次训练的结果对比。",
  "lesson.c.test.question": "总体准确率差不多，但各数字的数目与教程不同，这是错误吗？",
  "lesson.c.test.answer":
    "不是。换一个随机种子，初始权重和图像顺序就不同，处在边界附近、被认错的图像也就不同。一致的只是总数，差别大约在 ±0.1 个百分点以内。",
  "lesson.c.sixteen.title": "前十六张测试图像",
  "lesson.c.sixteen.text":
    "按文件顺序显示每张图像的真实数字和预测数字，一致为 ✓，不一致为 ✗。训练之前大约十张中碰巧对一张；训练三轮之后，这十六张通常全对。",
  "lesson.c.sixteen.question": "这十六张里，你自己最没把握的是哪一张？",
  "lesson.c.sixteen.answer":
    "多数人会在第 8 张（从 0 起）犹豫：那是一个上半部分几乎缺失的 5。选择它，可以看到网络怎样分配概率。",
  "lesson.c.kernels.title": "十六个卷积核",
  "lesson.c.kernels.text":
    "把 conv1 的权重画成图：正权重一种颜色，负权重另一种颜色，十六个卷积核使用同一色标。一半为正、一半为负的卷积核对边缘有响应；中间有一条正带的对该方向的笔画有响应。",
  "lesson.c.kernels.question": "训练过程中卷积核怎样变化？",
  "lesson.c.kernels.answer":
    "变化比想象的小：许多卷积核保留着随机初始值的痕迹。点“训练”看看它们，最大的变化发生在最初的一百步左右。",
  "lesson.c.maps.title": "图像与它的十六张特征图",
  "lesson.c.maps.text":
    "十六个卷积核在一张测试图像中找到了什么（ReLU 之后）：有该图案的地方亮，没有的地方暗。把指针移到一个卷积核上，对应的特征图会被标出。换一张图像比较一下。",
  "lesson.c.maps.question": "有些特征图几乎全暗，这说明什么？",
  "lesson.c.maps.answer":
    "说明这张图像里没有该卷积核的图案，或者因为偏置为负，ReLU 几乎把一切都截掉了。换一个数字，它可能会亮起来；如果对所有图像都暗，那就是一个失活的单元。",
  "lesson.c.five.title": "五个数字、五张特征图",
  "lesson.c.five.text":
    "测试集中最先出现的五个不同数字是 7、2、1、0、4。每一行是其中一个：原图，然后是它的前五张特征图。竖着看一列，就是同一个卷积核作用在五个数字上。",
  "lesson.c.five.question": "一个卷积核对应一个数字吗？",
  "lesson.c.five.answer":
    "不是。第一层的卷积核响应的是许多数字里都有的小图案，例如 7、2、4 中的横笔画。只有后面层的组合才与具体的数字有关。",
  "lesson.c.summary.title": "总结，并检验两个说法",
  "lesson.c.summary.text":
    "卷积网络建立在四个思想之上：局部连接、权值共享、平移容忍，以及从边缘到形状的逐级特征。教程还说它的参数远少于全连接网络。如实数一数：两个卷积层只有 13,248 个参数，但由于线性层，整个网络有 215,370 个；而全连接的 784–128–10 网络只有 101,770 个。关于平移的说法可以测量：把测试图像移动几个像素，看看还剩多少准确率。",
  "lesson.c.summary.question": "数字平移多远网络才会失败？先测一次，再用随机平移训练，然后重新测量。",
  "lesson.c.summary.answer":
    "平移一个像素，这个网络大约损失一个百分点；平移四个像素，大约损失四十个。池化只能容忍一两个像素，再远，特征就落到了线性层没有相应权重的位置。用随机平移训练（数据增强设置）可以教会它，曲线就能保持在高处；对最近均值分类器则毫无办法。",
  "lesson.d.normalised.title": "用 0.1307 和 0.3081 归一化",
  "lesson.d.normalised.text":
    "所有训练图像的像素除以 255 之后，均值是 0.1307，标准差是 0.3081。归一化就是减去前者再除以后者，使输入分布在 0 附近：纸面变成 −0.4242，满墨变成 2.8215。图中显示一张图像存储时的样子和进入这个网络时的样子。",
  "lesson.d.normalised.question": "测试图像为什么也用训练图像的数值来归一化？",
  "lesson.d.normalised.answer":
    "因为网络是用这样处理过的输入训练的。用测试集自己的均值会把测试集的信息带进来，而且单独一张新图像也没有什么集合可求均值。",
  "lesson.d.batch.title": "一个含 64 张图像的批次",
  "lesson.d.batch.text":
    "把本次训练的一整个批次排成网格，并标出标签。网络接收的是归一化之后的数；为了便于观看，这里还原成存储时的图像。",
  "lesson.d.batch.question": "这个批次里每个数字有几张？",
  "lesson.d.batch.answer":
    "大约六张，但很少正好：批次是随机抽取的。批次之间的这种差别，是单个批次的损失上下跳动的原因之一。",
  "lesson.d.network.title": "打印网络结构",
  "lesson.d.network.text":
    "这是使用 ReLU 和最大池化的 LeNet。两个卷积层没有填充，所以特征图从 28 缩小到 24、12、8、4 像素，后面是输出为 120、84、10 的三个线性层。全部参数共 44,426 个。",
  "lesson.d.network.question": "fc1 的输入数 256 是怎么来的？",
  "lesson.d.network.answer":
    "来自 16 张 4 × 4 的特征图：16 · 4 · 4 = 256。谁改变了卷积核或填充，谁就得重新算这个数；本页的网络编辑器会自动完成。",
  "lesson.d.untrained.title": "训练之前的两张图像",
  "lesson.d.untrained.text":
    "批次中的前两张图像通过未训练的网络。十个输出都是 0 附近的小数，所以各类概率都接近十分之一，损失接近 ln 10 = 2.303。",
  "lesson.d.untrained.question": "如果网络给正确数字的概率是二分之一，损失是多少？",
  "lesson.d.untrained.answer": "−ln 0.5 = 0.693。损失只看正确数字的概率，其余概率怎样分给其他数字并不影响它。",
  "lesson.d.update.title": "一次反向传播，一次更新",
  "lesson.d.update.text":
    "反向传播算出损失随每个参数怎样变化。然后 SGD 让每个参数逆着梯度移动，步长是梯度的 0.01 倍。更新之后，这两张图像的损失略有下降。本页在网络的副本上做这次更新，所以当前训练不受影响。",
  "lesson.d.update.question": "其他图像的损失也会下降吗？",
  "lesson.d.update.answer":
    "不一定。这次更新只看这两张图像。经过许多批次之后，各次更新才会在所有图像的共同之处上达成一致。",
  "lesson.d.epoch.title": "训练一轮",
  "lesson.d.epoch.text":
    "把 60,000 张图像过一遍，共 938 个批次，每批 64 张，用学习率 0.01 的 SGD。教程每 100 个批次打印一次这段时间的平均损失，格式为“[epoch, batch] loss: x.xxx”；下面的日志采用同样的格式。",
  "lesson.d.epoch.question": "好几百个批次里几乎没有变化，然后损失迅速下降，为什么？",
  "lesson.d.epoch.answer":
    "不带动量的 SGD 步子小，而从随机初始值出发，靠前的层梯度非常小。等后面的层找到一些规律，梯度变大，各层便一起学习。用动量或 Adam 可以缩短这段等待。",
  "lesson.d.accuracy.title": "在 10,000 张测试图像上的准确率",
  "lesson.d.accuracy.text":
    "教程打印的准确率取整数百分比（向下取整）。用不带动量的 SGD 训练一轮之后约为 90%；按同样方案在 PyTorch 中运行一次得到 90.29%。由于一轮结束时损失仍在快速下降，不同随机种子之间约有一个百分点的差别。",
  "lesson.d.accuracy.question": "怎样改才能在一轮内达到 98%？",
  "lesson.d.accuracy.answer":
    "换优化器：学习率 1e-3 的 Adam，或动量为 0.9 的 SGD。在实验室的设置里修改后重新训练，页面会保留之前的曲线以便比较。",
  "lesson.e.classics.title": "经典网络",
  "lesson.e.classics.text":
    "LeNet-5（1998）用两个卷积层、平均池化和 tanh 识别支票。AlexNet（2012）证明了带 ReLU 和 dropout 的深层网络能在照片分类中取胜。VGG（2014）用叠起来的 3 × 3 小卷积代替大卷积。ResNet（2015）把每个块的输入加到输出上，使非常深的网络也能训练。这里每种都有一个缩小到 28 × 28 像素的预设。",
  "lesson.e.classics.question": "两个 3 × 3 卷积与一个 5 × 5 卷积看到的范围相同，哪个权重更少？",
  "lesson.e.classics.answer":
    "两个 3 × 3：每对通道 2·9 = 18 个权重，而 5 × 5 是 25 个；而且中间多了一个 ReLU，表达能力更强。",
  "lesson.e.plan.title": "规划：输入、输出、层、激活、优化器",
  "lesson.e.plan.text":
    "设计网络从两端开始。输入是一张灰度图 [1, 28, 28]，输出是十个对数概率。中间是 10 和 20 个通道的两个卷积层、一次池化，以及有 500 个单元的宽线性层；激活函数是 ReLU，优化器是学习率 1e-4 的 Adam。一共有 1,007,590 个参数，几乎全在宽线性层里。",
  "lesson.e.plan.question": "为什么用对数概率而不直接用概率？",
  "lesson.e.plan.answer":
    "损失本来就要取负对数，把两步合在一起算，即使概率小到 1e-40 也是准确的。在 32 位浮点数下，这么小的概率会变得不准甚至成为 0，对数就成了无穷大。",
  "lesson.e.layout.title": "程序的组成",
  "lesson.e.layout.text":
    "训练程序有五个部分，常常就是五个文件：loader 按批次取图像，model 负责计算，train 把所有批次过一遍，test 负责测量，main 在每一轮调用它们。本页也由这些部分组成；“存档”房间可以把当前训练写成一个 PyTorch 程序，拿到别处运行。",
  "lesson.e.layout.question": "test 为什么要单独成为一部分，而不放在 train 的结尾？",
  "lesson.e.layout.answer":
    "它不能改变模型，要关掉 dropout，也不需要梯度。分开之后，可以随时、对任何图像调用，而不会与训练混在一起。",
  "lesson.e.train.title": "训练二十轮",
  "lesson.e.train.text":
    "损失是负对数似然，优化器是学习率 1e-4 的 Adam，每批 512 张。教程每 30 个批次打印已训练的图像数、百分比和损失，每轮结束后打印平均测试损失和 10,000 张中的正确数。按同样方案在 PyTorch 中运行一次，最后得到 98.63%。先训练一轮：它已经走完了大部分的路。",
  "lesson.e.train.question": "批次比课程 C 大八倍，学习率小十倍，这对学习有什么影响？",
  "lesson.e.train.answer":
    "每轮只有 118 次更新，而且每次都很小：学得慢，但很平稳。所以这个方案需要二十轮，而课程 C 只需三轮。",
  "lesson.e.forward.title": "前向传播，一步一步看",
  "lesson.e.forward.text":
    "二十张图像在一层层中的第 0 通道：输入、conv1 之后、ReLU 之后、池化之后、conv2 之后、ReLU 之后。在图的上方选择层。下面是一张图像的十个输出，以数字和条形显示。训练之前卷积核是随机的，但特征图看起来仍像数字；训练之后，重要的部分被突出了。",
  "lesson.e.forward.question": "卷积核是随机的，为什么从特征图中仍能认出数字？",
  "lesson.e.forward.answer":
    "任何卷积核的卷积，结果都像是把图像模糊或锐化了的副本，因为每个输出只取决于一小块邻域。训练带来的是“选择怎样的模糊”：让下一层的工作变得容易的那一种。",
  "lesson.e.answer.title": "十个数的含义",
  "lesson.e.answer.text":
    "十个输出是对数概率，都不大于 0。取指数就得到十个概率，和为 1，最大的一个就是答案。自己画一个数字，看看网络怎样分配概率。",
  "lesson.e.answer.question": "网络给某个数字 99.9% 的概率，那么 1000 次里它会对 999 次吗？",
  "lesson.e.answer.answer":
    "往往不会：网络容易过度自信，对与训练集不同的图像尤其如此。“结果”房间的校准图比较了置信度与准确率。",
  "lesson.e.rate.title": "看看学习率的作用",
  "lesson.e.rate.text":
    "学习率太大，损失会来回跳动甚至增大；太小则浪费时间。依次试三个学习率：0.1、1e-3 和 1e-6。页面会保留之前几次训练的曲线，三条曲线可以放在同一张图里比较。",
  "lesson.e.rate.question": "不做很多次训练，怎样找到合适的学习率？",
  "lesson.e.rate.answer":
    "做一次扫描：每一步都把学习率提高一点，同时观察损失。损失开始上升之前不远处的学习率，就是可用的较大值。实验室里的“学习率查找”做的就是这件事。",
};
