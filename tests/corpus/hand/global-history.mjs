/* truth
{"ops": 1400, "leaks": [
  {"shape": "accidental-global", "holder": ["globalThis.history", "global.history", "history"],
   "class": "Step", "at": "global-history.mjs: class Step", "before": 120, "new": 1400}
]}
*/
// Leaks on purpose: a debugging aid, reached from anywhere through the global object, was left in.
import path from 'node:path';
import v8 from 'node:v8';

class Step {
  constructor(name, input, output) {
    this.name = name;
    this.input = input;
    this.output = output;
  }
}

function remember(name, input, output) {
  globalThis.history ??= [];
  globalThis.history.push(new Step(name, input, output));
  return output;
}

export function transform(text) {
  const trimmed = remember('trim', [text], text.trim());
  return trimmed.toUpperCase();
}

function batch(from, to) {
  let length = 0;
  for (let i = from; i < to; i++) length += transform(`  text number ${i} `).length;
  return length;
}

const out = process.argv[2] ?? '.';
batch(0, 120);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
batch(120, 1520);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
