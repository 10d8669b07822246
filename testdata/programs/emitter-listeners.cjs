'use strict';
// Leaks on purpose: each request listens to a shared emitter and never stops.
const path = require('path');
const v8 = require('v8');
const {EventEmitter} = require('events');

const bus = new EventEmitter();
// The warning would be the only sign of this leak, so real programs turn it off.
bus.setMaxListeners(0);

class PendingRequest {
  constructor(number) {
    this.url = '/items/' + number;
    this.headers = ['host', 'example.com', 'x-request', String(number)];
    this.ticks = 0;
  }
}

function handleRequest(number) {
  const request = new PendingRequest(number);
  bus.on('tick', function onTick() {
    request.ticks++;
  });
}

function handleRequests(from, to) {
  for (let number = from; number < to; number++) handleRequest(number);
  bus.emit('tick');
}

const out = process.argv[2] || '.';
handleRequests(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
handleRequests(200, 3200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
