/* truth
{"ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": ["feed", "price"], "event": "price", "file": "ws-broadcast.cjs",
   "class": ["sendPrice()", "WebSocket"], "before": 400, "new": 1000}
]}
*/
'use strict';
// A WebSocket server that passes prices on. Connections close, and the feed keeps the function
// that would send to them, and with it the socket.
const {EventEmitter, once} = require('node:events');
const {WebSocket, WebSocketServer} = require('ws');
const {run} = require('./harness.cjs');

class PriceFeed extends EventEmitter {
  constructor() {
    super();
    this.setMaxListeners(0);
  }
}

const feed = new PriceFeed();

function serve() {
  const server = new WebSocketServer({port: 0, host: '127.0.0.1'});
  server.on('connection', client => {
    feed.on('price', function sendPrice(price) {
      if (client.readyState === WebSocket.OPEN) client.send(price);
    });
    client.send('welcome');
  });
  return server;
}

async function visit(server) {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
  await once(client, 'message');
  client.close();
  await once(client, 'close');
}

async function main() {
  const server = serve();
  await once(server, 'listening');
  await run({
    ops: 1000,
    async grow(from, to) {
      for (let i = from; i < to; i++) {
        await visit(server);
        if (i % 200 === 0) feed.emit('price', String(i));
      }
      while (server.clients.size) await new Promise(resolve => setImmediate(resolve));
    },
  });
}

main();
