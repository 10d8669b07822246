/* truth
{"report": "jacobheun/any-signal#23", "packages": {"any-signal": "3.0.1"}, "mended": {"use": "a controller of its own for each request"}, "ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": ["signal", "#signal", "<symbol signal>"], "event": "abort",
   "class": "onAbort()", "at": "index.js:10", "before": 300, "new": 1000}
]}
*/
'use strict';
// Requests end with their own signal or with that of the program. The listener on the second
// one is taken away only if one of them is aborted.
const {anySignal} = require('any-signal');
const {each, isMended, run, turn} = require('./harness.cjs');

const shutdown = new AbortController();
process.once('SIGTERM', () => shutdown.abort());

async function handle(number) {
  const request = new AbortController();
  const signal = anySignal([request.signal, isMended ? new AbortController().signal : shutdown.signal]);
  await turn();
  return signal.aborted ? null : `order ${number}`;
}

run({ops: 1000, grow: each(handle)});
