/* truth
{"ops": 1500, "leaks": [
  {"shape": "object-dictionary", "holder": ["cache", "quoteFor"],
   "class": "Quote", "at": "memoizee-no-max.cjs: class Quote", "before": 400, "new": 1500}
]}
*/
'use strict';
// memoizee without `max` or `maxAge`, on a function with a text that is never the same twice.
const memoizee = require('memoizee');
const {run} = require('./harness.cjs');

class Quote {
  constructor(request) {
    this.request = request;
    this.lines = request.split(',').map(part => ({part, price: part.length + 0.5}));
  }
}

const quoteFor = memoizee(request => new Quote(request), {primitive: true, length: 1});

run({
  ops: 1500,
  async grow(from, to) {
    for (let i = from; i < to; i++) {
      const request = `customer ${i},chair,table ${i % 9}`;
      quoteFor(request);
      quoteFor(request);
    }
  },
});
