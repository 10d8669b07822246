/* truth
{"report": "nodejs/node#55351", "node": "22.9.0", "mended": {"use": "two signals that both end with the request"}, "ops": 1000, "leaks": [
  {"shape": "unbounded-set", "holder": ["<symbol kDependantSignals>", "kDependantSignals", "[kDependantSignals]", "signal"], "class": "WeakRef", "before": 300, "new": 1000}
]}
*/
'use strict';
// Requests end with their own signal or with that of the program. In this version the second
// one remembers all that depend on it, though only weakly.
const {each, isMended, run, turn} = require('./harness.cjs');

const shutdown = new AbortController();
process.once('SIGTERM', () => shutdown.abort());

async function handle(number) {
  const request = new AbortController();
  const signal = AbortSignal.any([request.signal, isMended ? new AbortController().signal : shutdown.signal]);
  await turn();
  return signal.aborted ? null : `order ${number}`;
}

run({ops: 1000, grow: each(handle)});
