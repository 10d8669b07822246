/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-set", "holder": ["clients", "hub.clients", "Hub.clients"], "file": "set-subscribers.cjs",
   "class": "Client", "at": "set-subscribers.cjs: class Client", "before": 150, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: a chat hub adds its clients to a Set, and forgets to delete those that left.
const path = require('path');
const v8 = require('v8');

class Client {
  constructor(name, room) {
    this.name = name;
    this.room = room;
    this.outbox = [];
    this.connected = true;
  }

  close() {
    this.connected = false;
    this.outbox.length = 0;
  }
}

class Hub {
  constructor() {
    this.clients = new Set();
    this.delivered = 0;
  }

  join(name, room) {
    const client = new Client(name, room);
    this.clients.add(client);
    return client;
  }

  say(room, text) {
    for (const client of this.clients) {
      if (client.connected && client.room === room) {
        client.outbox.push(text);
        this.delivered++;
      }
    }
  }
}

const hub = new Hub();

function visit(from, count) {
  for (let i = from; i < from + count; i++) {
    const client = hub.join(`guest-${i}`, 'lobby');
    if (i % 100 === 0) hub.say('lobby', 'welcome');
    client.close();
  }
}

exports.hub = hub;

const out = process.argv[2] || '.';
visit(0, 150);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
visit(150, 2000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
