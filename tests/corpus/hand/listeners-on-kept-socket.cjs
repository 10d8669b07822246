/* truth
{"ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": ["freeSockets[…]", "sockets[…]"], "event": "close", "file": "listeners-on-kept-socket.cjs",
   "class": "onSocketClose()", "at": "listeners-on-kept-socket.cjs: function onSocketClose", "before": 200, "new": 1000}
]}
*/
'use strict';
// Leaks on purpose: each request listens to the end of its socket, and an agent keeps the socket for the next request.
const path = require('path');
const v8 = require('v8');
const http = require('http');

process.on('warning', () => {});
const agent = new http.Agent({keepAlive: true, maxSockets: 1});
const server = http.createServer((request, response) => response.end('ok'));
server.keepAliveTimeout = 60000;

exports.agent = () => agent;

function get(number) {
  return new Promise((resolve, reject) => {
    const {port} = server.address();
    const request = http.get({agent, port, host: '127.0.0.1', path: `/${number}`}, response => response.resume().on('end', resolve));
    request.on('error', reject);
    request.on('socket', socket => {
      const started = {path: request.path, steps: [`started ${number}`]};
      socket.prependListener('close', function onSocketClose() {
        if (!started.done) reject(new Error(started.path));
      });
    });
  });
}

async function load(from, to) {
  for (let i = from; i < to; i++) await get(i);
  await new Promise(resolve => setTimeout(resolve, 100));
}

server.listen(0, '127.0.0.1', async () => {
  const out = process.argv[2] || '.';
  await load(0, 200);
  v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
  await load(200, 1200);
  v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
  process.exit(0);
});
