'use strict';
// Two snapshots around 1,000 operations (see heapdiff.toml), after a warm-up and with the garbage collected.
const v8 = require('node:v8');
const {handle} = require('./sessions.js');

let next = 0;
const operate = count => {
  for (const end = next + count; next < end; next++) handle(`session ${next}`);
};

operate(200);
global.gc();
v8.writeHeapSnapshot('before.heapsnapshot');
operate(Number(process.env.OPS ?? 1000));
global.gc();
v8.writeHeapSnapshot('after.heapsnapshot');
