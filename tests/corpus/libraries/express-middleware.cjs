/* truth
{"ops": 1200, "leaks": [
  {"shape": "unbounded-map", "holder": "inFlight", "file": "express-middleware.cjs",
   "class": "RequestTrace", "at": "express-middleware.cjs: class RequestTrace", "before": 400, "new": 1200}
]}
*/
'use strict';
// Requests in flight are traced. What answers without an error is never taken out
// again: `close` was meant, and `error` was written.
const express = require('express');
const {listen, request, run} = require('./harness.cjs');

class RequestTrace {
  constructor(req, number) {
    this.id = 'request-' + number;
    this.method = req.method;
    this.url = req.originalUrl;
    this.headers = {...req.headers};
    this.startedAt = process.hrtime();
  }
}

function traceRequests() {
  const inFlight = new Map();
  let count = 0;
  return function trace(req, res, next) {
    const entry = new RequestTrace(req, ++count);
    inFlight.set(entry.id, entry);
    res.setHeader('x-request-id', entry.id);
    res.on('error', () => inFlight.delete(entry.id));
    next();
  };
}

const app = express();
app.use(traceRequests());
app.get('/orders/:id', (req, res) => {
  res.json({id: req.params.id, lines: [{sku: 'sku-' + req.params.id, quantity: 1}]});
});

async function main() {
  const server = await listen(app);
  await run({ops: 1200, grow: (from, to) => request(server, from, to)});
}

main();
