'use strict';
// An object with numbers above 2^31 for keys (hashes, ids, telephone numbers); node --expose-gc big-keys.cjs DIRECTORY
// writes before and after.heapsnapshot, 3,000 keys apart.
const v8 = require('v8');

const quotaByUser = {};

function serve(from, to) {
  for (let n = from; n < to; n++) quotaByUser[2147483648 + n * 7919] = {used: n};
}

for (const [name, from, to] of [['before', 0, 500], ['after', 500, 3500]]) {
  serve(from, to);
  gc();
  v8.writeHeapSnapshot(`${process.argv[2]}/${name}.heapsnapshot`);
}
