'use strict';
// What all programs here share: a client for their servers, and the two snapshots.
const http = require('node:http');
const path = require('node:path');
const v8 = require('node:v8');

const warmedUp = 400;

function get(agent, port, url) {
  return new Promise((resolve, reject) => {
    http.get({agent, host: '127.0.0.1', port, path: url}, response => {
      response.on('error', reject).on('end', () => resolve(response.statusCode)).resume();
    }).on('error', reject);
  });
}

// Sends a request for each number in [from, to), four at a time, and waits until the
// server has seen the connections close: a connection that happens to be still open at
// one snapshot and not at the other would be growth, too.
async function request(server, from, to, urlOf = number => `/orders/${number}`) {
  const agent = new http.Agent({keepAlive: true, maxSockets: 4});
  const {port} = server.address();
  let next = from;
  const work = async () => {
    while (next < to) {
      const url = urlOf(next++);
      const status = await get(agent, port, url);
      if (status !== 200) throw new Error(`${url} gave ${status}`);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  agent.destroy();
  while (await new Promise(resolve => server.getConnections((error, count) => resolve(count)))) await turn();
}

const turn = () => new Promise(resolve => setImmediate(resolve));

// Calls grow(from, to) for the warm-up, and again between the snapshots.
async function run({ops, grow}) {
  const directory = process.argv[2] ?? '.';
  await grow(0, warmedUp);
  for (let i = 0; i < 10; i++) await turn();
  v8.writeHeapSnapshot(path.join(directory, 'before.heapsnapshot'));
  await grow(warmedUp, warmedUp + ops);
  for (let i = 0; i < 10; i++) await turn();
  v8.writeHeapSnapshot(path.join(directory, 'after.heapsnapshot'));
  process.exit(0);
}

// Servers that are asked for something listen on a port of the system's choice.
function listen(server) {
  return new Promise(resolve => {
    const listening = server.listen(0, '127.0.0.1', () => resolve(listening));
  });
}

module.exports = {listen, request, run};
