/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-array", "holder": "history", "file": "array-of-tuples.cjs",
   "class": "Array", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: each sale is kept as a row, an array itself, and no row is ever dropped.
const path = require('path');
const v8 = require('v8');

const history = [];

function sell(number) {
  history.push([`sale ${number}`, {currency: 'EUR', sku: `sku-${number}`}, number % 7]);
}

exports.sell = sell;
exports.last = () => history.at(-1);

function trade(from, to) {
  for (let i = from; i < to; i++) sell(i);
}

const out = process.argv[2] || '.';
trade(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
trade(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
