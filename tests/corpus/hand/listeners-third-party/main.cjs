/* truth
{"ops": 900, "leaks": [
  {"shape": ["event-listeners", "unbounded-array"],
   "holder": ["prices", "prices.handlers.update", "prices.handlers", "handlers.update", "Signals.handlers.update", "Signals.handlers"],
   "file": ["main.cjs", "index.js"],
   "class": "refresh()", "at": "main.cjs: const refresh", "before": 90, "new": 900}
]}
*/
'use strict';
// Leaks on purpose: a package's emitter gives back a function that unsubscribes, and nobody calls it.
const path = require('path');
const v8 = require('v8');
const Signals = require('tiny-signals');

const prices = new Signals();

class Ticker {
  constructor(symbol) {
    this.symbol = symbol;
    this.shown = [];
  }

  show(price) {
    this.shown[0] = `${this.symbol}: ${price}`;
  }
}

function openTicker(symbol) {
  const ticker = new Ticker(symbol);
  const refresh = price => ticker.show(price);
  const stop = prices.on('update', refresh);
  return {ticker, stop};
}

module.exports = {openTicker, prices};

function trade(from, to) {
  for (let i = from; i < to; i++) {
    openTicker(`SYM${i}`);
    if (i % 50 === 0) prices.emit('update', i);
  }
}

const out = process.argv[2] || '.';
trade(0, 90);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
trade(90, 990);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
