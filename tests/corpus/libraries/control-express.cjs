/* truth
{"ops": 1200, "leaks": []}
*/
'use strict';
// The server of express-middleware with the event that was meant: what is in flight goes out
// again. Beside it a limited log and a counter for each route.
const express = require('express');
const {listen, request, run} = require('./harness.cjs');

class RequestTrace {
  constructor(req, number) {
    this.id = 'request-' + number;
    this.url = req.originalUrl;
    this.headers = {...req.headers};
  }
}

const inFlight = new Map();
const lastTraces = [];
const countByRoute = Object.create(null);
let count = 0;

const app = express();
app.use(function trace(req, res, next) {
  const entry = new RequestTrace(req, ++count);
  inFlight.set(entry.id, entry);
  res.on('close', () => {
    inFlight.delete(entry.id);
    lastTraces.push(entry);
    if (lastTraces.length > 50) lastTraces.shift();
    countByRoute[req.route.path] = (countByRoute[req.route.path] ?? 0) + 1;
  });
  next();
});
app.get('/orders/:id', (req, res) => res.json({id: req.params.id, inFlight: inFlight.size}));

async function main() {
  const server = await listen(app);
  await run({ops: 1200, grow: (from, to) => request(server, from, to)});
}

main();
