/* truth
{"ops": 900, "leaks": [
  {"shape": "promise-chain", "holder": ["tail", "queue.tail", "Serial.tail", "start", "begin", "open"], "file": "promise-chain.cjs",
   "class": ["step()", "Job", "Promise"], "at": ["promise-chain.cjs: function step", "promise-chain.cjs: class Job"], "before": 120, "new": 900}
]}
*/
'use strict';
// Leaks on purpose: jobs are put in line behind one another, and the first one never ends.
const path = require('path');
const v8 = require('v8');

let open;

class Job {
  constructor(name) {
    this.name = name;
    this.options = {retries: 'three', folder: `/var/spool/${name}`};
  }

  run() {
    return this.name;
  }
}

class Serial {
  constructor(first) {
    this.tail = first;
    this.length = 0;
  }

  enqueue(job) {
    this.length++;
    this.tail = this.tail.then(function step() {
      return job.run();
    });
  }
}

const queue = new Serial(new Promise(resolve => {
  open = resolve;
}));

module.exports = {enqueue: name => queue.enqueue(new Job(name)), open: () => open()};

function work(from, to) {
  for (let i = from; i < to; i++) module.exports.enqueue(`job-${i}`);
}

const out = process.argv[2] || '.';
work(0, 120);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(120, 1020);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
