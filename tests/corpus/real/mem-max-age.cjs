/* truth
{"report": "sindresorhus/memoize#14", "packages": {"mem": "3.0.1"}, "mended": {"packages": {"mem": "4.0.0"}}, "ops": 1000, "leaks": [
  {"shape": "unbounded-map", "holder": ["cache", "cacheStore", "cacheStore[…]"], "class": "{data, maxAge}", "before": 300, "new": 1000}
]}
*/
'use strict';
// Prices are good for ten milliseconds. After that they are no longer used, but they stay.
const mem = require('mem');
const {each, run} = require('./harness.cjs');

function computePrice(order) {
  return {order, net: order % 97 + 0.5, currency: 'EUR', text: `order ${order}`};
}

const priceOf = mem(computePrice, {maxAge: 10});

run({ops: 1000, grow: each(order => priceOf(order))});

module.exports = {priceOf};
