/** 结果室：对全部测试图像的评判 */
export default {
  "verdict.title": "全部测试图像的评判",
};
