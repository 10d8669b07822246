/* truth
{"ops": 700, "leaks": [
  {"shape": "event-listeners", "holder": "hub", "event": "progress", "file": "listeners-event-target.mjs",
   "class": "onProgress()", "at": "listeners-event-target.mjs: function onProgress", "before": 70, "new": 700}
]}
*/
// Leaks on purpose: an EventTarget of the module, and a listener more for each job.
import path from 'node:path';
import v8 from 'node:v8';

const hub = new EventTarget();

class Job {
  constructor(name) {
    this.name = name;
    this.seen = 0;
    this.steps = ['fetch', 'convert', 'store'].map(step => `${step} ${name}`);
  }
}

export function submit(name) {
  const job = new Job(name);
  hub.addEventListener('progress', function onProgress(event) {
    if (event.type) job.seen++;
  });
  return job.steps.length;
}

export function announce() {
  hub.dispatchEvent(new Event('progress'));
}

// The warning about many listeners belongs to the leak, and would only disturb here.
process.removeAllListeners('warning');
process.on('warning', () => {});

function work(from, to) {
  for (let i = from; i < to; i++) submit(`job-${i}`);
  announce();
}

const out = process.argv[2] ?? '.';
work(0, 70);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(70, 770);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
