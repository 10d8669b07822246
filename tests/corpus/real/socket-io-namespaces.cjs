/* truth
{"report": "socketio/socket.io#4602", "packages": {"socket.io": "4.5.4", "socket.io-client": "4.5.4"},
 "mended": {"packages": {"socket.io": "4.7.5", "socket.io-client": "4.7.5"}}, "ops": 300, "leaks": [
  {"shape": ["unbounded-map", "unbounded-set"], "holder": ["_nsps", "children"], "class": "Namespace", "before": 101, "new": 300}
]}
*/
'use strict';
// A namespace for each room, made when the first guest comes. It stays when the last one goes,
// unless the server is told otherwise.
const http = require('node:http');
const {Server} = require('socket.io');
const {io} = require('socket.io-client');
const {each, listen, run} = require('./harness.cjs');

async function main() {
  const server = http.createServer();
  const port = await listen(server);
  const sockets = new Server(server, {serveClient: false, cleanupEmptyChildNamespaces: true});
  sockets.of(/^\/room-\d+$/).on('connection', socket => socket.emit('welcome', socket.nsp.name));

  const visit = number => new Promise((resolve, reject) => {
    const guest = io(`http://127.0.0.1:${port}/room-${number}`, {forceNew: true, transports: ['websocket'], reconnection: false});
    guest.on('connect_error', reject).on('welcome', () => guest.disconnect()).on('disconnect', resolve);
  });
  await run({ops: 300, before: 100, rest: 500, grow: each(visit)});
}

main();
