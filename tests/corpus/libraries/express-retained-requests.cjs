/* truth
{"ops": 1000, "leaks": [
  {"shape": "unbounded-array", "holder": "slowest", "file": "express-retained-requests.cjs",
   "class": ["IncomingMessage", "{req, took}"], "before": 400, "new": 1000}
]}
*/
'use strict';
// "The ten slowest requests" are sorted and never cut, and each drags along all that hangs
// on a request: its response, its socket, the parser.
const express = require('express');
const {listen, request, run} = require('./harness.cjs');

const app = express();
app.locals.slowest = [];

app.use(function timeRequests(req, res, next) {
  const start = process.hrtime.bigint();
  res.on('finish', () => {
    app.locals.slowest.push({req, took: Number(process.hrtime.bigint() - start) / 1e6});
    app.locals.slowest.sort((a, b) => b.took - a.took);
  });
  next();
});

app.get('/reports/:id', (req, res) => res.send(`Report ${req.params.id} of ${req.query.year ?? 'all years'}`));
app.get('/slowest', (req, res) => res.json(app.locals.slowest.slice(0, 10).map(({req, took}) => [req.url, took])));

async function main() {
  const server = await listen(app);
  await run({ops: 1000, grow: (from, to) => request(server, from, to, number => `/reports/${number}?year=20${number % 30}`)});
}

main();
