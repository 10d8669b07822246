'use strict';
// What all programs here share: which variant is asked for, servers and a client on loopback,
// and the two snapshots.
const http = require('node:http');
const path = require('node:path');
const v8 = require('node:v8');

const warmedUp = 300;
// Sockets and timers of what has ended are gone by then.
const quietMs = 150;

const [, , directory = '.', variant = 'leaks'] = process.argv;
const isMended = variant === 'mended';

// Stands unless run() comes to its end: Node leaves quietly when a promise never settles.
process.exitCode = 2;

const turn = () => new Promise(resolve => setImmediate(resolve));
const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

// What waits for its turn, for a timer or for the collector comes to its end before a snapshot:
// the collector twice, as callbacks of finalization let go of more.
async function settle(ms) {
  for (let round = 0; round < 2; round++) {
    await pause(ms);
    globalThis.gc?.();
    for (let i = 0; i < 10; i++) await turn();
  }
}

// Calls grow(from, to) for the warm-up, and again between the snapshots. `rest` is for packages
// with timers of their own.
async function run({ops, before = warmedUp, rest = quietMs, grow}) {
  await grow(0, before);
  await settle(rest);
  v8.writeHeapSnapshot(path.join(directory, 'before.heapsnapshot'));
  await grow(before, before + ops);
  await settle(rest);
  v8.writeHeapSnapshot(path.join(directory, 'after.heapsnapshot'));
  process.exit(0);
}

// The same for what is done once at a time.
function each(operation) {
  return async (from, to) => {
    for (let number = from; number < to; number++) await operation(number);
  };
}

// Listens on a port of the system's choice.
function listen(server) {
  return new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

// A server that answers each request with a few words.
async function serve(answer = (request, response) => response.end(`this is ${request.url}`)) {
  return `http://127.0.0.1:${await listen(http.createServer(answer))}`;
}

module.exports = {each, isMended, listen, pause, run, serve, turn};
