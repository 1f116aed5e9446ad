/** 实验室中按需加载的文字：从手写到网络输入的各步、键盘光标、图片、学习率搜索。 */
import finder from "./finder.js";
import picture from "./picture.js";

export default {
  "draw.cursor.up": "第 {column} 列，第 {row} 行",
  "draw.cursor.down": "落笔：第 {column} 列，第 {row} 行",
  "draw.stages.drawn": "手写原图",
  "draw.stages.cropped": "裁剪到笔迹",
  "draw.stages.boxed": "缩放到 20 像素",
  "draw.stages.input": "按质心居中",
  "draw.stages.about":
    "MNIST 的图像就是这样制作的：先缩放到 20×20 像素，再按质心放入 28×28 的图像。无论用哪种画笔，笔画都画成 MNIST 的粗细。",
  "draw.raw": "不作处理：只把画板缩放到 28×28",

  ...picture,
  ...finder,
};
