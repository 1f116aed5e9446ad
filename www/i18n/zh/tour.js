/** 实验室导览。 */
export default {
  "tour.place": "第 {number} 站，共 {count} 站",
  "tour.next": "下一步",
  "tour.back": "上一步",
  "tour.skip": "跳过",
  "tour.end": "完成",
  "tour.network": "选择网络",
  "tour.network.about":
    "每个网络都配有训练方案：优化器、学习率和轮数。图中是数据经过各层后的形状，各层也可以自己修改。",
  "tour.controls": "训练",
  "tour.controls.about": "用这个按钮开始、暂停和继续训练。所有计算都在这个网页里进行。",
  "tour.curves": "学习曲线",
  "tour.curves.about": "每一步的损失和准确率。以前各次训练的曲线会留在图中，便于比较。",
  "tour.results": "结果",
  "tour.results.about": "每轮训练结束后，都会用网络没有学过的图像来测试它。",
  "tour.inside": "网络内部",
  "tour.inside.about": "第一个卷积层的卷积核，以及它们从一张图像中提取的特征图。训练时可以看到它们的变化。",
  "tour.draw": "手写数字",
  "tour.draw.about": "用鼠标、触控笔或手指写一个数字，网络会立即识别。",
  "tour.rooms": "其他页面",
  "tour.rooms.about":
    "“数据”里可以细看图像，“内部”里可以查看每一层，“结果”里有网络认错的图像；“模型库”保存训练和文件，“课程”里有五个教程。",
};
