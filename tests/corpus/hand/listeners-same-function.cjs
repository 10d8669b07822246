/* truth
{"ops": 2000, "leaks": [
  {"shape": "event-listeners", "holder": ["bus", "exports.bus"], "event": "tick", "file": "listeners-same-function.cjs",
   "class": "onTick()", "at": "listeners-same-function.cjs: function onTick", "before": 200, "new": 2000, "again": true}
]}
*/
'use strict';
// Leaks on purpose: one function listens once more for each socket that connects. It is one object all the time.
const path = require('path');
const v8 = require('v8');
const EventEmitter = require('events');

const bus = new EventEmitter();
bus.setMaxListeners(0);
let ticks = 0;

function onTick() {
  ticks++;
}

function connect() {
  bus.on('tick', onTick);
}

exports.bus = bus;
exports.connect = connect;
exports.ticks = () => ticks;

function serve(count) {
  for (let i = 0; i < count; i++) connect();
}

const out = process.argv[2] || '.';
serve(200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(2000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
