/* truth
{"ops": 1200, "leaks": [
  {"shape": "duplicate-strings", "holder": ["#recent", "store.#recent", "EventStore.#recent"], "file": "duplicate-strings-records.mjs",
   "class": ["Delivery", "(string)"], "at": "duplicate-strings-records.mjs: class Delivery", "before": 160, "new": 1200}
]}
*/
// Leaks on purpose: of each delivery it keeps the policy, a long text, always the same and always another copy.
import path from 'node:path';
import v8 from 'node:v8';

class Delivery {
  constructor(policy) {
    this.policy = policy;
    this.open = true;
  }
}

class EventStore {
  #recent = [];

  receive(message) {
    // JSON.parse makes a new string for each long value.
    const {policy} = JSON.parse(message);
    this.#recent.push(new Delivery(policy));
  }

  open() {
    return this.#recent.filter(({open}) => open).length;
  }
}

export const store = new EventStore();
const message = JSON.stringify({policy: 'Deliver at least once, in order, and not on Sundays. '.repeat(8)});

function deliver(count) {
  for (let i = 0; i < count; i++) store.receive(message);
  return store.open();
}

const out = process.argv[2] ?? '.';
deliver(160);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
deliver(1200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
