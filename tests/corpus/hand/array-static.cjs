/* truth
{"ops": 1200, "leaks": [
  {"shape": "unbounded-array", "holder": ["Task.all", "all"], "file": "array-static.cjs",
   "class": "Task", "at": "array-static.cjs: class Task", "before": 130, "new": 1200}
]}
*/
'use strict';
// Leaks on purpose: a static list of all tasks, for a debugging page.
const path = require('path');
const v8 = require('v8');

class Task {
  static all = [];

  constructor(name, input) {
    this.name = name;
    this.input = input;
    this.output = null;
    Task.all.push(this);
  }

  run() {
    this.output = this.input.map(word => word.toUpperCase());
    return this.output.length;
  }

  static running() {
    return Task.all.filter(task => task.output === null);
  }
}

exports.Task = Task;

function schedule(from, to) {
  for (let i = from; i < to; i++) new Task(`task ${i}`, ['alpha', 'beta', 'gamma']).run();
  return Task.running().length;
}

const out = process.argv[2] || '.';
schedule(0, 130);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
schedule(130, 1330);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
