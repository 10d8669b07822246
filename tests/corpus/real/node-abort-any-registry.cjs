/* truth
{"report": "nodejs/node#54614", "node": "22.22.0", "mended": {"use": "two signals that both end with the request"}, "ops": 1000, "leaks": [
  {"shape": "finalization-registry", "holder": "sourceSignalsCleanupRegistry",
   "class": ["{sourceSignalRef, composedSignalRef}", "WeakCell"], "before": 300, "new": 1000}
]}
*/
'use strict';
// Requests end with their own signal or with that of the program. This version clears up when
// one of them is collected; for the second one, which never is, it has a note for each request.
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
