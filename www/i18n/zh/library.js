/** 模型库。 @module */

export default {
  "weights.title": "权重",
  "weights.save": "保存权重",
  "weights.save.about": "权重、偏置和滑动统计量，名称与形状同 PyTorch，32 位精度。",
  "weights.save.safetensors": "将第 {step} 步保存为 safetensors",
  "weights.save.npz": "将第 {step} 步保存为 .npz（NumPy）",
  "weights.save.half": "快照以 16 位保存：过去某一步的权重是舍入后的值。",
  "weights.saved": "已保存为 {file}。在别处这样加载：",
  "weights.load": "加载权重",
  "weights.load.about":
    "本页或 PyTorch 保存的 safetensors 或 .npz 文件，须与当前设置的网络相符。训练将从第 0 步、以这些权重开始。",
  "weights.load.ends": "加载权重会结束当前训练，其曲线会保留以供对比。",
  "weights.choose": "选择文件……",
  "weights.loading": "正在加载……",
  "weights.loaded": "训练从 {file} 中的权重开始。",

  "metrics.title": "指标",
  "metrics.about": "到目前为止记录了 {steps} 步、{epochs} 轮。训练较长时，曲线上的一个点是若干步的平均。",
  "metrics.steps": "各步（CSV）",
  "metrics.epochs": "各轮（CSV）",
  "metrics.json": "全部（JSON）",
};
