/* truth
{"report": "openclaw/openclaw#141132", "mended": {"use": "disabled after each request"}, "ops": 400, "leaks": [
  {"shape": "unbounded-array", "holder": "storageList", "class": "AsyncLocalStorage", "before": 100, "new": 400}
]}
*/
'use strict';
// Each request has a storage of its own. The runtime lists all that have been run, to hand
// their stores on, until they are disabled.
const {AsyncLocalStorage} = require('node:async_hooks');
const {each, isMended, run, turn} = require('./harness.cjs');

// Each request comes as an event of its own.
async function handle(number) {
  await turn();
  const storage = new AsyncLocalStorage();
  await new Promise(resolve => setImmediate(() => storage.run({request: number}, () => setImmediate(resolve))));
  if (isMended) storage.disable();
}

run({ops: 400, before: 100, grow: each(handle)});
