/* truth
{"ops": 300, "leaks": [
  {"shape": "shared-context", "holder": ["#labels", "board.#labels", "Board.#labels"], "file": "shared-context-map.mjs",
   "class": "()", "at": "shared-context-map.mjs: () => label", "before": 25, "new": 300}
]}
*/
// Leaks on purpose: the label is a function for the sake of translation; the samples come along unseen.
import path from 'node:path';
import v8 from 'node:v8';

class Board {
  #labels = new Map();

  register(id, label) {
    this.#labels.set(id, label);
  }

  label(id) {
    return this.#labels.get(id)?.();
  }
}

export const board = new Board();

export function addChart(id, count) {
  const samples = [];
  for (let i = 0; i < count; i++) samples.push({at: `second ${i} of ${id}`, value: i + 0.25});
  const label = `chart ${id}`;
  const highest = () => samples.reduce((max, {value}) => Math.max(max, value), 0);
  board.register(id, () => label);
  return highest();
}

function fill(from, to) {
  for (let i = from; i < to; i++) addChart(`c${i}`, 150);
  return board.label(`c${from}`);
}

const out = process.argv[2] ?? '.';
fill(0, 25);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
fill(25, 325);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
