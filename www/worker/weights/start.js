/**
 * What a program for PyTorch begins with, as arrays. Pure.
 *
 * @module
 */

/** @typedef {{name: string} & import("../../api/npy.js").Tensor} NamedArray */

/**
 * @param {readonly {tensor: string, shape: number[]}[]} named the network's tensors in their order
 * @param {readonly Float32Array[]} weights their values
 * @param {Pick<import("../../public/pkg/cpu/digit_lab.js").RunStart, "orders" | "validation">} start
 * @returns {NamedArray[]} the weights, `order` `[epochs, images]` and `validation`
 */
export function startArrays(named, weights, { orders, validation }) {
  const order = new Int32Array(orders.reduce((sum, { length }) => sum + length, 0));
  orders.forEach((indices, epoch) => order.set(indices, epoch * indices.length));
  return [
    ...named.map(({ tensor, shape }, i) => ({ name: tensor, shape, data: weights[i] })),
    { name: "order", shape: [orders.length, orders[0]?.length ?? 0], data: order },
    { name: "validation", shape: [validation.length], data: Int32Array.from(validation) },
  ];
}
