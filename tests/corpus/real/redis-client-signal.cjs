/* truth
{"report": "redis/node-redis#2465", "packages": {"@redis/client": "1.3.0"}, "mended": {"use": "a signal of its own for each command"}, "ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": ["signal", "#signal"], "event": "abort",
   "class": "listener()", "at": "commands-queue.js:89", "before": 300, "new": 1000}
]}
*/
'use strict';
// All commands share the signal of the program's end. Each listens on it, and leaves its
// listener there when it is done.
const net = require('node:net');
const {commandOptions, createClient} = require('@redis/client');
const {each, isMended, listen, run} = require('./harness.cjs');

const shutdown = new AbortController();
process.once('SIGTERM', () => shutdown.abort());

// As much of a server as is needed: a command is a line with the number of its parts, and two
// lines for each of them.
function answer(socket) {
  let waiting = '';
  socket.on('data', data => {
    const lines = (waiting + data).split('\r\n');
    let at = 0;
    for (; lines.length - at > 2 * Number(lines[at].slice(1)) + 1; at += 2 * Number(lines[at].slice(1)) + 1) socket.write('+OK\r\n');
    waiting = lines.slice(at).join('\r\n');
  }).on('error', () => {});
}

async function main() {
  const port = await listen(net.createServer(answer));
  const client = createClient({url: `redis://127.0.0.1:${port}`});
  await client.connect();
  await run({
    ops: 1000,
    grow: each(number => {
      const {signal} = isMended ? new AbortController() : shutdown;
      return client.set(commandOptions({signal}), `order:${number % 20}`, `paid ${number}`);
    }),
  });
}

main();
