/* truth
{"ops": 1500, "leaks": [
  {"shape": "object-dictionary", "holder": ["data", "rates"],
   "class": ["{t, v}", "Rate"], "before": 400, "new": 1500}
]}
*/
'use strict';
// node-cache without a time to live keeps what it is given for ever; the key holds the minute.
const NodeCache = require('node-cache');
const {run} = require('./harness.cjs');

class Rate {
  constructor(pair, minute) {
    this.pair = pair;
    this.minute = `minute ${minute}`;
    this.value = minute + 0.25;
  }
}

// Without the check every ten minutes there is no timer, either.
const rates = new NodeCache({stdTTL: 0, checkperiod: 0, useClones: false});

function rateAt(pair, minute) {
  const key = `${pair}@${minute}`;
  if (!rates.has(key)) rates.set(key, new Rate(pair, minute));
  return rates.get(key);
}

run({
  ops: 1500,
  async grow(from, to) {
    for (let minute = from; minute < to; minute++) rateAt('EURUSD', minute);
  },
});
