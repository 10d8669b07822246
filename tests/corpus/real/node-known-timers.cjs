/* truth
{"report": "nodejs/node#53335", "node": "22.3.0", "mended": {"node": "22.22.0"}, "ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": "knownTimersById", "class": "Timeout", "before": 300, "new": 1000}
]}
*/
'use strict';
// The number of a timer is logged, and so the runtime enters the timer into a table by which
// numbers find their timers. In this version the timer stays there after it has run.
const {run} = require('./harness.cjs');

const lastNumbers = [];

function runOnce(number) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, 1 + number % 20);
    lastNumbers[number % 10] = +timer;
  });
}

run({
  ops: 1000,
  async grow(from, to) {
    for (let number = from; number < to; number += 100) {
      await Promise.all(Array.from({length: 100}, (_, index) => runOnce(number + index)));
    }
  },
});
