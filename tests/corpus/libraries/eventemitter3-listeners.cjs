/* truth
{"ops": 1200, "leaks": [
  {"shape": "event-listeners", "holder": ["ticks", "price"], "file": "eventemitter3-listeners.cjs",
   "class": ["EE", "onPrice()"], "before": 400, "new": 1200}
]}
*/
'use strict';
// The emitter of eventemitter3 keeps an object for each listener. Reports are made and sent;
// each still hears every price.
const EventEmitter3 = require('eventemitter3');
const {run} = require('./harness.cjs');

class PriceTicks extends EventEmitter3 {
  publish(symbol, price) {
    this.emit('price', symbol, price);
  }
}

const ticks = new PriceTicks();

class Report {
  constructor(symbol) {
    this.symbol = symbol;
    this.lines = [`report on ${symbol}`, '(empty)'];
    ticks.on('price', function onPrice(changed, price) {
      if (changed === this.symbol) this.lines.push(`${price}`);
    }, this);
  }

  send() {
    return this.lines.join('\n').length;
  }
}

run({
  ops: 1200,
  async grow(from, to) {
    for (let i = from; i < to; i++) new Report(`SYM${i}`).send();
    ticks.publish(`SYM${from}`, 1.5);
  },
});
