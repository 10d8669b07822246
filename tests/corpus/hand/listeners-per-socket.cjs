/* truth
{"ops": 1500, "leaks": [
  {"shape": "event-listeners", "holder": ["sockets", "sockets[]", "Socket"], "event": "drain", "file": "listeners-per-socket.cjs",
   "class": "resume()", "at": "listeners-per-socket.cjs: function resume", "before": 300, "new": 1500}
]}
*/
'use strict';
// Leaks on purpose: a hundred and fifty sockets that live long, and each gets a listener with every response.
const {EventEmitter} = require('events');
const path = require('path');
const v8 = require('v8');

class Socket extends EventEmitter {
  constructor(name) {
    super();
    this.name = name;
    this.setMaxListeners(0);
  }
}

const sockets = [];

function respond(socket, body) {
  const response = {socket: socket.name, body, rest: body.split(' ')};
  socket.on('drain', function resume() {
    response.rest.shift();
  });
}

function round(count) {
  for (let i = 0; i < count; i++) {
    for (const socket of sockets) respond(socket, `response to ${socket.name} number ${i}`);
  }
}

module.exports = {sockets, respond};

const out = process.argv[2] || '.';
for (let i = 0; i < 150; i++) sockets.push(new Socket(`socket-${i}`));
round(2);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
round(10);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
