'use strict';
// Writes so many snapshots, with 500 sessions more in each:  node growing.cjs DIRECTORY COUNT
const path = require('path');
const v8 = require('v8');

class Session { constructor(id) { this.id = id; this.log = [`session ${id} began`, `session ${id} works`]; } }
const sessions = new Map();
for (let step = 1; step <= Number(process.argv[3]); ++step) {
  for (let i = 0; i < 500; ++i) sessions.set(`${step}/${i}`, new Session(`${step}/${i}`));
  v8.writeHeapSnapshot(path.join(process.argv[2], `${step}.heapsnapshot`));
}
