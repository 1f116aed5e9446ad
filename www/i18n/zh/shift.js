/** 结果室：平移后的测试图像上的准确率 */
export default {
  "shift.title": "图像平移",
  "shift.about": "仅靠卷积和池化，网络只能容忍一两个像素的微小平移。",
  "shift.about.training":
    "训练时对图像做随机平移（实验室数据增强中的“平移”一项），能提高网络对平移的鲁棒性：平移量大致不超过训练时的幅度时，准确率下降很少。",
  "shift.augment": "将数据增强的平移设为 {px} 像素",
  "shift.augmented": "本次训练对图像做不超过 {px} 像素的随机平移。",
  "shift.augmented.next": "已设置不超过 {px} 像素的随机平移，从下一次训练起生效。",
  "shift.train": "前往训练",

  "shift.figure": "平移后的测试图像上的准确率",
  "shift.figure.about":
    "测试图像分别向左、右、上、下平移整数个像素，每个点是四个方向的平均值。移出图像的部分被裁掉：MNIST 数字四周约有四个像素的空白。",
  "shift.count": "测试图像张数",
  "shift.measure": "测量",
  "shift.clear": "清除",
  "shift.none": "还没有测量。一次测量需要几秒钟，网络较大时可能要一分钟。",
  "shift.progress": "测量进度",
  "shift.measuring.network": "网络正在对平移后的图像分类… {percent}",
  "shift.measuring.template": "最近均值正在对平移后的图像分类… {percent}",
  "shift.across": "平移（像素）",
  "shift.up": "准确率",
  "shift.line": "{preset}：{augmentation}；第 {step} 步，{count} 张图像",
  "shift.own": "{preset}（自定义层）",
  "shift.template": "最近均值；{count} 张图像",
  "shift.trained.shift": "平移 {px} 像素",
  "shift.trained.none": "无数据增强",
};
