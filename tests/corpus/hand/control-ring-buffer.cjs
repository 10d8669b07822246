/* truth
{"ops": 2500, "leaks": [], "verdict": "nothing-grew"}
*/
'use strict';
// Control: the last five hundred events, in a ring that is written round and round.
const path = require('path');
const v8 = require('v8');

class Ring {
  constructor(size) {
    this.slots = new Array(size).fill(null);
    this.at = 0;
  }

  push(item) {
    this.slots[this.at] = item;
    this.at = (this.at + 1) % this.slots.length;
  }
}

const recent = new Ring(500);

function happen(from, to) {
  for (let i = from; i < to; i++) recent.push({what: `event ${i}`, tags: [`tag ${i % 9}`, `day ${i}`]});
}

exports.recent = recent;

const out = process.argv[2] || '.';
happen(0, 1200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
happen(1200, 3700);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
