/* truth
{"report": "request/request#2575", "packages": {"request": "2.80.0"}, "mended": {"packages": {"request": "2.81.0"}}, "ops": 600, "leaks": [
  {"shape": "event-listeners", "holder": ["freeSockets", "freeSockets[…]", "socket"], "event": "connect",
   "class": "()", "at": "request.js:778", "before": 100, "new": 600}
]}
*/
'use strict';
// How long requests take is measured. For each one the package waits for the connection, on a
// socket that has been connected long ago.
const request = require('request');
const {Agent} = require('node:http');
const {each, run, serve} = require('./harness.cjs');

const agent = new Agent({keepAlive: true, maxSockets: 1});

async function main() {
  const url = await serve();
  const get = number => new Promise((resolve, reject) => {
    request({url: `${url}/orders/${number}`, agent, time: true}, (error, response, body) => error ? reject(error) : resolve(body));
  });
  await run({ops: 600, before: 100, grow: each(get)});
}

main();
