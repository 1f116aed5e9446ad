/** 同一层上的多张图像。 @module */

export default {
  "many.title": "同一层上的多张图像",
  "many.figure": "图像 × 特征图",
  "many.about": "每张图像的第 {first} 至 {last} 张特征图，共 {count} 张。选择一张图像可让它逐层通过网络。",
  "many.about.vector": "每张图像有 {count} 个值。选择一张图像可让它逐层通过网络。",
  "many.rows": "图像",
  "many.arrangement": "排列方式",
  "many.batch": "20 张图像，一张特征图",
  "many.five": "五个数字，五张特征图",
  "many.each": "每类一张",
  "many.means": "每类的平均",
  "many.layer": "层",
  "many.channel": "起始特征图",
  "many.first": "起始图像",
  "many.first.class": "每类跳过的图像数",
  "many.image": "图像 {index}：{name}",
  "many.mean": "{name} 的 {count} 张图像的平均",
  "many.map": "特征图 {number}，{image}",
  "many.values": "各个值，{image}",
};
