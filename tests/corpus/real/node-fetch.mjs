/* truth
{"report": "node-fetch/node-fetch#1295", "packages": {"node-fetch": "3.1.0"}, "mended": {"packages": {"node-fetch": "3.3.2"}}, "ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": ["freeSockets", "freeSockets[…]", "socket"], "event": ["close", "data"],
   "class": ["onSocketClose()", "()"], "at": ["index.js:311", "index.js:325"], "before": 300, "new": 1000}
]}
*/
// Requests through an agent that keeps its connection. Each one listens on the socket, for
// `close` and `data`, and takes that back only if it is aborted.
import http from 'node:http';
import fetch from 'node-fetch';
import harness from './harness.cjs';

const agent = new http.Agent({keepAlive: true, maxSockets: 1});
const url = await harness.serve();

await harness.run({
  ops: 1000,
  grow: harness.each(async number => (await fetch(`${url}/orders/${number}`, {agent})).text()),
});
