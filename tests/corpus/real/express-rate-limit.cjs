/* truth
{"report": "express-rate-limit/express-rate-limit#221", "packages": {"express-rate-limit": "5.5.1"}, "mended": {"use": "made once"}, "ops": 600, "leaks": [
  {"shape": "timers", "kind": "timers", "delay": 60000, "class": ["Timeout", "()"], "before": 101, "new": 600}
]}
*/
'use strict';
// A limiter is made in the handler of a request, so that its limit can depend on the customer.
// It has a store of its own, and a timer that empties it.
const rateLimit = require('express-rate-limit');
const {each, isMended, run} = require('./harness.cjs');

const shared = rateLimit({windowMs: 60_000, max: 10_000_000});

function handle(number) {
  const limiter = isMended ? shared : rateLimit({windowMs: 60_000, max: number % 2 ? 100 : 1000});
  const response = {setHeader() {}, headersSent: false};
  return new Promise((resolve, reject) => limiter({ip: '127.0.0.1'}, response, error => error ? reject(error) : resolve()));
}

run({ops: 600, before: 100, grow: each(handle)});
