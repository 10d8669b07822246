/* truth
{"report": "mickhansen/retry-as-promised#22", "packages": {"retry-as-promised": "7.0.4"}, "mended": {"use": "a loop"}, "ops": 600, "leaks": [
  {"shape": ["promise-chain", "pending-promises"], "holder": ["fail", "failing"], "class": ["Promise", "()", "PromiseReaction"], "before": [600, 201], "new": [1804, 600], "in_heap_before": 606}
]}
*/
'use strict';
// A connection that is tried again for ever. Each try is made within the one before, whose
// promise waits for it. (A try has three promises, and the one under way has four more.)
const {retryAsPromised} = require('retry-as-promised');
const {each, isMended, run, turn} = require('./harness.cjs');

// What ends the try that is under way.
let fail;
const connect = () => new Promise((resolve, reject) => fail = reject);

async function tryForEver() {
  for (;;) await connect().catch(() => {});
}

async function failOnce(number) {
  fail(new Error(`no answer, try ${number}`));
  await turn();
}

const connected = isMended ? tryForEver() : retryAsPromised(connect, {max: Infinity, backoffBase: 0});

run({ops: 600, before: 200, grow: each(failOnce)});

module.exports = {connected, failOnce};
