/* truth
{"ops": 1000, "leaks": [
  {"shape": "promise-reactions", "holder": ["connecting", "client.connecting", "Client.connecting"], "file": "promise-then.cjs",
   "class": ["flush()", "Message"], "at": ["promise-then.cjs: function flush", "promise-then.cjs: class Message"], "before": 110, "new": 1000}
]}
*/
'use strict';
// Leaks on purpose: messages wait, with then(), for a connection that nobody answers.
const path = require('path');
const v8 = require('v8');

class Message {
  constructor(text) {
    this.text = text;
    this.recipients = ['all', 'and', 'sundry'];
  }
}

class Client {
  constructor(host) {
    this.sent = 0;
    this.connecting = new Promise((resolve, reject) => {
      // A real one would hand these to its socket.
      this.host = {name: host, resolve, reject};
    });
  }

  send(text) {
    const client = this;
    const message = new Message(text);
    this.connecting.then(function flush() {
      client.sent += message.text.length;
    });
  }
}

const client = new Client('far.example');
exports.client = client;

function chat(from, to) {
  for (let i = from; i < to; i++) client.send(`message ${i}`);
}

const out = process.argv[2] || '.';
chat(0, 110);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
chat(110, 1110);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
