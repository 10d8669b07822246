/* truth
{"ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": "sessions",
   "class": "(string)", "before": 400, "new": 1000, "in_heap": 2000}
]}
*/
'use strict';
// The store that express-session uses if it is given none, behind a health check that never
// sends its cookie back: each call is a new, empty session, as JSON text under a key, with no end.
const express = require('express');
const session = require('express-session');
const {listen, request, run} = require('./harness.cjs');

// The library warns in production; this server was never told that it is.
const app = express();
app.use(session({secret: 'not a secret', resave: false, saveUninitialized: true, cookie: {maxAge: null}}));
app.get('/health', (req, res) => res.send('ok'));
app.get('/me', (req, res) => res.json({user: req.session.user ?? null}));

async function main() {
  const server = await listen(app);
  await run({ops: 1000, grow: (from, to) => request(server, from, to, () => '/health')});
}

main();
