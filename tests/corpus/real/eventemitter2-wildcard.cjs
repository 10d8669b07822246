/* truth
{"report": "EventEmitter2/EventEmitter2#65", "packages": {"eventemitter2": "0.4.14"}, "mended": {"packages": {"eventemitter2": "6.4.9"}}, "ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": ["listenerTree", "order"], "class": "{paid}", "before": 300, "new": 1000}
]}
*/
'use strict';
// Events with an order's number in their names. When the listener goes, its branch stays.
const {EventEmitter2} = require('eventemitter2');
const {each, run} = require('./harness.cjs');

const bus = new EventEmitter2({wildcard: true, delimiter: '.'});

function handle(number) {
  const onPaid = () => {};
  bus.on(`order.${number}.paid`, onPaid);
  bus.emit(`order.${number}.paid`);
  bus.off(`order.${number}.paid`, onPaid);
}

run({ops: 1000, grow: each(handle)});

module.exports = {handle};
