/* truth
{"ops": 500, "leaks": [
  {"shape": ["async-context", "timers"], "holder": "requestScope", "kind": "timers", "file": "async-context-timers.cjs",
   "class": ["RequestStore", "sweep()"],
   "at": ["async-context-timers.cjs: class RequestStore", "async-context-timers.cjs: function sweep"], "before": 60, "new": 500}
]}
*/
'use strict';
// Leaks on purpose: a timer that is set during a request keeps the request's store, though it needs nothing of it.
const {AsyncLocalStorage} = require('async_hooks');
const path = require('path');
const v8 = require('v8');

const requestScope = new AsyncLocalStorage();
let swept = 0;

class RequestStore {
  constructor(number) {
    this.id = `request-${number}`;
    this.user = {name: `user ${number}`, roles: ['reader', 'writer']};
    this.cache = Array.from({length: 60}, (_, i) => `entry ${i} of request ${number}`);
  }
}

function sweep() {
  swept++;
}

function handle(number) {
  return requestScope.run(new RequestStore(number), () => {
    const {id} = requestScope.getStore();
    setInterval(sweep, 45000).unref();
    return id;
  });
}

module.exports = {handle, requestScope};

function load(from, to) {
  for (let i = from; i < to; i++) handle(i);
}

const out = process.argv[2] || '.';
load(0, 60);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
load(60, 560);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
