/* truth
{"holder": "bus", "class": "onChange", "shape": "event-listeners", "event": "change"}
*/
'use strict';
// Each connection listens on one bus, and none stops when it ends.
const {EventEmitter} = require('events');

const bus = new EventEmitter();
bus.setMaxListeners(0);

function connect(number) {
  const state = {number, buffered: [number, String(number)]};
  bus.on('change', function onChange() {
    state.buffered.push(number);
  });
}

exports.bus = bus;

let connections = 0;
setInterval(() => {
  for (let i = 0; i < 1000; i++) connect(connections++);
}, 1);
