/** What was measured, as lines of JSON or as tables for people. @module */

import { megabytes } from "../../www/tools/run.mjs";

/** @typedef {import("./rounds.mjs").Case} Case */
/** @typedef {{median: number, min: number, max: number}} Spread */

/** Operations that one image's training takes for each multiply-add of its forward pass: two, and backward twice. */
const OPERATIONS = 6;

/** @param {number[]} values at least one @returns {Spread} */
export function spreadOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/**
 * How many times as fast one case is as another: each round's by each round's, for they stood side by side.
 * @param {Case} ours @param {Case} peer
 */
function ratioOf(ours, peer) {
  const [a, b] = [ours, peer].map(({ measured }) => measured.images_per_second);
  return spreadOf(a.slice(0, b.length).map((rate, round) => rate / b[round]));
}

/** @param {Case} task */
const isOurs = ({ subject }) => subject.name.startsWith("ours:");

/** @param {Case} task @param {Case} other */
const sameWork = (task, other) => task.network === other.network && task.batch_size === other.batch_size;

/** Those that something is known of. @param {Case[]} cases */
const measuredOf = (cases) => cases.filter(({ measured }) => measured.images_per_second);

/**
 * A line of JSON a case.
 * @param {Case[]} cases
 * @param {Record<string, unknown>} machine
 * @returns {string[]}
 */
export function jsonLines(cases, machine) {
  const known = measuredOf(cases);
  return known.map((task) => {
    const { subject, network, batch_size, measured } = task;
    const peers = isOurs(task) ? known.filter((other) => !isOurs(other) && sameWork(task, other)) : [];
    const { images_per_second, ...others } = measured;
    const size = task.leads ? subject.size?.() : undefined;
    const line = {
      subject: subject.name,
      preset: network.config.preset,
      batch: batch_size,
      images_per_second: { ...spreadOf(images_per_second), rounds: images_per_second.length },
      gflops: (OPERATIONS * network.macs * spreadOf(images_per_second).median) / 1e9,
      ...(peers.length > 0 && {
        ratios: Object.fromEntries(peers.map((peer) => [peer.subject.name, ratioOf(task, peer)])),
      }),
      ...Object.fromEntries(Object.entries(others).map(([name, values]) => [name, figure(name, values)])),
      ...(size && { module_bytes: size.raw, module_gzip_bytes: size.gzip }),
      ...subject.facts,
      ...machine,
    };
    return JSON.stringify(line, rounded);
  });
}

/** What was measured in every round has a spread. @param {string} name @param {number[]} values */
function figure(name, values) {
  const once = /^wasm_memory|^long|^frames$/.test(name);
  return once ? values[0] : spreadOf(values);
}

/** No figure here means anything below a ten-thousandth. @param {string} _ @param {unknown} value */
function rounded(_, value) {
  return typeof value === "number" ? Number(value.toFixed(4)) : value;
}

/**
 * Columns, the first to the left and the others to the right; those in which nothing stands are left out.
 * @param {string[]} head @param {string[][]} rows
 */
function table(head, rows) {
  const columns = head.map((title, i) => [title, ...rows.map((row) => row[i] ?? "")]);
  const padded = columns
    .filter(([_, ...cells]) => cells.some(Boolean))
    .map((cells, i) => {
      const width = Math.max(...cells.map((cell) => cell.length));
      return cells.map((cell) => (i === 0 ? cell.padEnd(width) : cell.padStart(width)));
    });
  return [head, ...rows].map((_, row) => `  ${padded.map((cells) => cells[row]).join("  ")}`.trimEnd()).join("\n");
}

/** @param {number} value */
function short(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param {number[] | undefined} values @param {string} [unit] */
function text(values, unit = "") {
  if (!values) return "";
  const { median, min, max } = spreadOf(values);
  const range = values.length > 1 ? ` (${short(min)}–${short(max)})` : "";
  return `${short(median)}${unit}${range}`;
}

/** Training, evaluation, prediction: a table a network and batch size. @param {Case[]} cases */
function trainingTables(cases) {
  const firsts = cases.filter((task, place) => cases.findIndex((other) => sameWork(task, other)) === place);
  return firsts.map((first) => {
    const group = cases.filter((task) => sameWork(first, task));
    const title = `${first.network.config.preset}, batch ${first.batch_size}`;
    const ours = group.filter(isOurs);
    const peers = group.some((task) => !isOurs(task));
    const head = [
      title,
      "images/s",
      "GFLOP/s",
      "10,000 evaluated, s",
      "accuracy",
      "prediction, ms",
      ...(peers ? ours.map(({ subject }) => `${subject.name} ÷`) : []),
    ];
    const rows = group.map((task) => {
      const { subject, network, measured } = task;
      const rates = measured.images_per_second;
      const accuracy = measured.test_accuracy && `${(100 * spreadOf(measured.test_accuracy).median).toFixed(1)} %`;
      const seconds = measured.evaluation_ms?.map((ms) => ms / 1000);
      return [
        subject.name,
        text(rates),
        short((OPERATIONS * network.macs * spreadOf(rates).median) / 1e9),
        text(seconds),
        accuracy ?? "",
        text(measured.predict_ms),
        ...(peers && !isOurs(task) ? ours.map((mine) => ratioText(ratioOf(mine, task))) : []),
      ];
    });
    return table(head, rows);
  });
}

/** @param {Spread} ratio */
function ratioText({ median, min, max }) {
  return min === max ? short(median) : `${short(median)} (${short(min)}–${short(max)})`;
}

/** What a visitor waits for and downloads: a line a subject. @param {Case[]} cases */
function startTable(cases) {
  const leading = cases.filter(({ leads, subject }) => leads && subject.size);
  if (leading.length === 0) return [];
  const head = ["start", "ready, ms", "first loss, ms", "after the data, ms", "code", "gzip", "memory", "on"];
  const rows = leading.map(({ subject, measured }) => {
    const size = subject.size?.();
    const memory = measured.wasm_memory_bytes?.[0];
    return [
      subject.name,
      text(measured.module_ready_ms),
      text(measured.first_loss_ms),
      text(measured.first_loss_after_data_ms),
      size ? megabytes(size.raw) : "",
      size ? megabytes(size.gzip) : "",
      memory ? `${megabytes(memory)}, in the end ${megabytes(measured.wasm_memory_end_bytes?.[0] ?? memory)}` : "",
      String(subject.facts.adapter ?? ""),
    ];
  });
  return [table(head, rows)];
}

/** @param {Case[]} cases */
function pageTable(cases) {
  const watched = cases.filter(({ measured }) => measured.longest_task_ms);
  if (watched.length === 0) return [];
  const head = ["page", "longest task, ms", "longest pause between frames, ms"];
  const rows = watched.map(({ subject, measured }) => [
    subject.name,
    text(measured.longest_task_ms),
    text(measured.longest_frame_gap_ms),
  ]);
  return [table(head, rows)];
}

/** What the views cost that follow a network in training. @param {Case[]} cases */
function viewsTable(cases) {
  const measured = cases.filter(({ measured }) => measured.views_off);
  if (measured.length === 0) return [];
  const head = ["training with views", "without, images/s", "Lab ÷", "Inside ÷"];
  const rows = measured.map(({ subject, network, measured }) => [
    `${subject.name}, ${network.config.preset}`,
    ...[measured.views_off, measured.views_lab, measured.views_inside].map((values) => text(values)),
  ]);
  return [table(head, rows)];
}

/** What each step asks of a GPU. @param {Case[]} cases */
function gpuTable(cases) {
  const counted = cases.filter(({ measured }) => measured.dispatches_per_step);
  if (counted.length === 0) return [];
  const head = ["a step on the GPU", "dispatches", "prepared in, ms", "uploaded, bytes", "read back, bytes"];
  const rows = counted.map((task) => [
    `${task.subject.name}, ${task.network.config.preset}, batch ${task.batch_size}`,
    text(task.measured.dispatches_per_step),
    text(task.measured.busy_ms_per_step),
    text(task.measured.uploaded_bytes_per_step),
    text(task.measured.read_bytes_per_step),
  ]);
  return [table(head, rows)];
}

/** @param {Case[]} cases */
export function paragraphs(cases) {
  const known = measuredOf(cases);
  return [
    ...trainingTables(known),
    ...gpuTable(known),
    ...startTable(known),
    ...pageTable(known),
    ...viewsTable(known),
  ].join("\n\n");
}
