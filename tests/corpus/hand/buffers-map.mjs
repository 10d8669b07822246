/* truth
{"ops": 500, "leaks": [
  {"shape": ["off-heap-buffers", "unbounded-map"], "holder": ["#frames", "recorder.#frames", "Recorder.#frames"], "file": "buffers-map.mjs",
   "class": ["Float64Array", "ArrayBuffer"], "before": 50, "new": 500}
]}
*/
// Leaks on purpose: recorded frames, typed arrays by time, of which only the last one is ever played.
import path from 'node:path';
import v8 from 'node:v8';

class Recorder {
  #frames = new Map();
  #last = null;

  record(time, values) {
    this.#frames.set(time, values);
    this.#last = time;
  }

  last() {
    return this.#frames.get(this.#last);
  }
}

export const recorder = new Recorder();

function run(from, to) {
  for (let i = from; i < to; i++) {
    const frame = new Float64Array(2048);
    frame.fill(i / 2);
    recorder.record(i * 20, frame);
  }
  return recorder.last().length;
}

const out = process.argv[2] ?? '.';
run(0, 50);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
run(50, 550);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
