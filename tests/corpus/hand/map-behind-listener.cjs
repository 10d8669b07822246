/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-map", "holder": ["rooms", "IoServer.rooms", "#rooms", "server.rooms", "io.rooms"], "file": "map-behind-listener.cjs",
   "class": "Room", "at": "map-behind-listener.cjs: class Room", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: a room is made for each address that anybody asks for. What keeps them is reached by nothing but a
// listener of the server: no function that lives captures `io`.
const path = require('path');
const v8 = require('v8');
const EventEmitter = require('events');

class Room {
  constructor(name) {
    this.name = name;
    this.members = new Map();
  }
}

class IoServer {
  constructor(server) {
    this.rooms = new Map();
    server.on('request', name => this.handle(name));
  }

  handle(name) {
    return this.of(name);
  }

  of(name) {
    let room = this.rooms.get(name);
    if (!room) this.rooms.set(name, room = new Room(name));
    return room;
  }
}

const server = new EventEmitter();
const io = new IoServer(server);
exports.server = () => server;

function serve(from, to) {
  for (let i = from; i < to; i++) server.emit('request', `/room-${i}`);
}

const out = process.argv[2] || '.';
serve(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
