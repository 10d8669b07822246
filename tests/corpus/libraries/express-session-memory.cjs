/* truth
{"ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": "sessions",
   "class": ["(string)", "(concatenated string)"], "before": 400, "new": 1000, "in_heap": 2000}
]}
*/
'use strict';
// The store that express-session uses if it is given none, behind a health check that never
// sends its cookie back: each call is a new, empty session, as JSON text under a key, with no end.
const express = require('express');
const session = require('express-session');
const {listen, request, run} = require('./harness.cjs');

const store = new session.MemoryStore();

const app = express();
app.use(session({store, secret: 'not a secret', resave: false, saveUninitialized: true}));
app.get('/health', (req, res) => res.send('ok'));
app.get('/me', (req, res) => res.json({user: req.session.user ?? null}));

// Reads all texts, and so makes one string of each that was joined from pieces.
function countUsers() {
  return new Promise(resolve => {
    store.all((error, sessions) => resolve(Object.values(sessions).filter(({user}) => user).length));
  });
}

async function main() {
  const server = await listen(app);
  await run({
    ops: 1000,
    async grow(from, to) {
      await request(server, from, to, () => '/health');
      await countUsers();
    },
  });
}

main();
