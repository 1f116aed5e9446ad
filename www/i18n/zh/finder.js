/** 学习率搜索的文字，标题除外。 */
export default {
  "finder.about": "用网络的副本训练若干步，学习率从很小一直增到很大，同时观察损失。网络本身保持不变。",
  "finder.find": "开始扫描",
  "finder.again": "重新扫描",
  "finder.end": "停止扫描",
  "finder.loss": "损失",
  "finder.axis": "随学习率的变化",
  "finder.reading": "{rate} 处：{loss}",
  "finder.plot": "平滑后的损失随学习率的变化",
  "finder.plot.marked": "平滑后的损失随学习率的变化；标出了 {rate}",
  "finder.suggestion": "学习率在 {rate} 附近时损失下降最快，适合作为起点。网络保持原样。",
  "finder.taken": "学习率在 {rate} 附近时损失下降最快，学习率已设为这个值。网络保持原样。",
  "finder.none": "在所有学习率下损失都没有下降，因此没有建议。网络保持原样。",
  "finder.ended": "提前停止，因此没有建议。",
  "finder.take": "使用这个学习率",
};
