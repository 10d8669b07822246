/* truth
{"ops": 800, "leaks": [
  {"shape": "pending-promises", "holder": ["ready", "markReady"], "file": "promise-awaiting.mjs",
   "class": ["handle()", "handle", "Generator", "AsyncFunction", "Ticket"],
   "at": ["promise-awaiting.mjs: async function handle", "promise-awaiting.mjs: class Ticket"], "before": 90, "new": 800}
]}
*/
// Leaks on purpose: every request waits for a set-up that never ends.
import path from 'node:path';
import v8 from 'node:v8';

let markReady;
const ready = new Promise(resolve => {
  markReady = resolve;
});

class Ticket {
  constructor(number) {
    this.number = number;
    this.notes = [`opened ${number}`, `queued ${number}`];
  }

  answer() {
    return `answer to ${this.number}`;
  }
}

export async function handle(number) {
  const ticket = new Ticket(`no. ${number}`);
  await ready;
  return ticket.answer();
}

export function finishSetUp() {
  markReady('ready');
}

function load(from, to) {
  for (let i = from; i < to; i++) handle(i);
}

const out = process.argv[2] ?? '.';
load(0, 90);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
load(90, 890);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
process.exit(0);
