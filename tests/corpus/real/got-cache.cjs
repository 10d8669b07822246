/* truth
{"report": "sindresorhus/got#792", "packages": {"got": "9.6.0", "keyv": "3.1.0"}, "mended": {"packages": {"got": "11.8.6", "keyv": "4.0.3"}}, "ops": 600, "leaks": [
  {"shape": "event-listeners", "holder": "cache", "event": "error",
   "class": "()", "at": "index.js:42", "before": 100, "new": 600}
]}
*/
'use strict';
// A cache that all requests share. For each request the package wraps it anew, and listens for
// its errors for ever.
const got = require('got');
const Keyv = require('keyv');
const {each, run, serve} = require('./harness.cjs');

const cache = new Keyv();
cache.setMaxListeners(0);

async function main() {
  const url = await serve((request, response) => {
    response.setHeader('cache-control', 'no-store');
    response.end('price 12.50');
  });
  const client = got.extend ? got.extend({cache, retry: 0}) : got;
  await run({ops: 600, before: 100, grow: each(number => client(`${url}/prices/${number % 10}`))});
}

main();
