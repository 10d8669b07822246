/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-map", "holder": ["scheduledTasks", "globalThis.scheduledTasks", "global.scheduledTasks"],
   "class": "Task", "at": "map-on-global.cjs: class Task", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: a registry that all copies of a package share, on the global object and meant to be there. Tasks that
// have run stay in it.
const path = require('path');
const v8 = require('v8');

global.scheduledTasks = new Map();

class Task {
  constructor(name, run) {
    this.name = name;
    this.run = run;
  }
}

function schedule(name, run) {
  const task = new Task(name, run);
  global.scheduledTasks.set(task.name, task);
  return task;
}

exports.schedule = schedule;

function work(from, to) {
  for (let i = from; i < to; i++) schedule(`task ${i}`, () => i).run();
}

const out = process.argv[2] || '.';
work(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
