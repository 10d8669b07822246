/* truth
{"report": "Jeff-Lewis/cls-hooked#60", "packages": {"cls-hooked": "4.2.2"}, "mended": {"use": "one namespace"}, "ops": 200, "leaks": [
  {"shape": "unbounded-array", "holder": ["active_hooks.array", "array"], "class": "AsyncHook", "before": 51, "new": 200, "in_heap_before": 52}
]}
*/
'use strict';
// Each test has a namespace of its own, which is destroyed after it. Its hook stays among those
// that the runtime calls for each asynchronous step, beside that of the shared one.
const {createNamespace, destroyNamespace} = require('cls-hooked');
const {each, isMended, run, turn} = require('./harness.cjs');

const shared = createNamespace('shared');

async function runTest(number) {
  const namespace = isMended ? shared : createNamespace(`test ${number}`);
  await new Promise(resolve => namespace.run(() => setImmediate(resolve)));
  if (!isMended) destroyNamespace(`test ${number}`);
  await turn();
}

run({ops: 200, before: 50, grow: each(runTest)});
