/* truth
{"ops": 4000, "leaks": [
  {"shape": "unbounded-array", "holder": ["sensors", "history", "Sensor.history", "sensors[].history", "sensors[*].history"], "file": "array-many-small.cjs",
   "class": "Reading", "at": "array-many-small.cjs: class Reading", "before": 400, "new": 4000}
]}
*/
'use strict';
// Leaks on purpose: no list is long, but each of the four hundred sensors has one.
const path = require('path');
const v8 = require('v8');

class Reading {
  constructor(label, value) {
    this.label = label;
    this.value = value;
  }
}

class Sensor {
  constructor(name) {
    this.name = name;
    this.history = [];
  }

  read(round) {
    this.history.push(new Reading(`${this.name}, round ${round}`, round + 0.5));
  }
}

const sensors = [];
for (let i = 0; i < 400; i++) sensors.push(new Sensor(`sensor ${i}`));

let round = 0;

function poll(rounds) {
  for (let i = 0; i < rounds; i++, round++) {
    for (const sensor of sensors) sensor.read(round);
  }
}

module.exports = {sensors, poll};

const out = process.argv[2] || '.';
poll(1);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
poll(10);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
