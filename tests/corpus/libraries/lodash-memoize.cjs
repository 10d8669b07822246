/* truth
{"ops": 1500, "leaks": [
  {"shape": "unbounded-map", "holder": ["map", "__data__", "cache", "layoutOf"],
   "class": "Layout", "at": "lodash-memoize.cjs: class Layout", "before": 400, "new": 1500}
]}
*/
'use strict';
// _.memoize takes the first argument as the key. Here that is an object made for each call, so
// nothing is ever found again.
const _ = require('lodash');
const {run} = require('./harness.cjs');

class Layout {
  constructor({width, text}) {
    this.width = width;
    this.lines = _.chunk(text.split(' '), 4).map(words => words.join(' '));
  }
}

const layoutOf = _.memoize(box => new Layout(box));

run({
  ops: 1500,
  async grow(from, to) {
    for (let i = from; i < to; i++) layoutOf({width: 80, text: `box ${i} holds a text of some nine words`});
  },
});
