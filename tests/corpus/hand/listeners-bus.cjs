/* truth
{"ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": "bus", "event": "tick", "file": "listeners-bus.cjs",
   "class": "onTick()", "at": "listeners-bus.cjs: function onTick", "before": 100, "new": 1000}
]}
*/
'use strict';
// Leaks on purpose: each request listens to the shared bus and never stops.
const {EventEmitter} = require('events');
const path = require('path');
const v8 = require('v8');

const bus = new EventEmitter();
// The warning would be the only sign of this leak, so real programs turn it off.
bus.setMaxListeners(0);

class PendingRequest {
  constructor(number) {
    this.url = `/items/${number}`;
    this.headers = ['host', 'example.com'];
    this.ticks = 0;
  }
}

function handleRequest(number) {
  const request = new PendingRequest(number);
  bus.on('tick', function onTick() {
    request.ticks++;
  });
  return request.url;
}

function handleRequests(from, to) {
  for (let number = from; number < to; number++) handleRequest(number);
  bus.emit('tick');
}

module.exports = {handleRequest, bus};

const out = process.argv[2] || '.';
handleRequests(0, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
handleRequests(100, 1100);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
