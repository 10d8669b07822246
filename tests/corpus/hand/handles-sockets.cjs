/* truth
{"ops": 400, "leaks": [
  {"shape": "native-handles", "holder": "TCPSocketWrap", "kind": "native handle",
   "class": "Socket", "before": 100, "new": 800}
]}
*/
'use strict';
// Leaks on purpose: clients that are forgotten at either end. Nothing of the program has their sockets, two of each
// connection in this process.
const path = require('path');
const v8 = require('v8');
const net = require('net');

class Session {
  constructor(number) {
    this.user = `user ${number}`;
    this.log = [`user ${number} came`];
  }
}

let sessions = 0;
const server = net.createServer(socket => {
  const session = new Session(sessions++);
  socket.on('data', text => session.log.push(text)).on('error', () => {});
});

function connect() {
  return new Promise((resolve, reject) => {
    const {port} = server.address();
    net.connect(port, '127.0.0.1', resolve).on('error', reject);
  });
}

async function load(from, to) {
  for (let i = from; i < to; i++) await connect();
  // The other ends.
  while (sessions < to) await new Promise(resolve => setTimeout(resolve, 10));
}

server.listen(0, '127.0.0.1', async () => {
  const out = process.argv[2] || '.';
  await load(0, 50);
  v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
  await load(50, 450);
  v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
  process.exit(0);
});
