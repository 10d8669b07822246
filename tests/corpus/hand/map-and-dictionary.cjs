/* truth
{"ops": 2000, "leaks": [
  {"shape": ["unbounded-map", "object-dictionary"], "holder": ["children", "boss.children", "byName", "boss.byName"], "file": "map-and-dictionary.cjs",
   "class": "Actor", "at": "map-and-dictionary.cjs: class Actor", "before": [200, 201], "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: actors that have stopped stay with the one that started them, in two tables of it at once. It is one
// of their own kind.
const path = require('path');
const v8 = require('v8');

class Actor {
  constructor(id) {
    this.id = id;
    this.children = new Map();
    this.byName = {};
    this.state = 'running';
  }

  spawn(id) {
    const child = new Actor(id);
    this.children.set(id, child);
    this.byName[`${id}@${this.id}`] = child;
    return child;
  }
}

const boss = new Actor('boss');
exports.boss = () => boss;

function work(from, to) {
  for (let i = from; i < to; i++) boss.spawn(`job-${i}`).state = 'stopped';
}

const out = process.argv[2] || '.';
work(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
