/* truth
{"ops": 1200, "leaks": [
  {"shape": "timers", "kind": "timers", "delay": 3600000,
   "class": "expire()", "at": "timers-timeout.mjs: const expire", "before": 150, "new": 1200}
]}
*/
// Leaks on purpose: an upload may take an hour, so the timer of one that took a moment waits for an hour.
import path from 'node:path';
import v8 from 'node:v8';

const hour = 60 * 60 * 1000;

class Upload {
  constructor(name, size) {
    this.name = name;
    this.parts = Array.from({length: size}, (_, i) => `part ${i} of ${name}`);
    this.state = 'running';
  }
}

export function begin(name) {
  const upload = new Upload(name, 6);
  const expire = () => {
    upload.state = 'expired';
  };
  setTimeout(expire, hour);
  return upload;
}

function accept(from, to) {
  for (let i = from; i < to; i++) begin(`upload ${i}`).state = 'done';
}

const out = process.argv[2] ?? '.';
accept(0, 150);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
accept(150, 1350);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
process.exit(0);
