/* truth
{"report": "debug-js/debug#678", "packages": {"debug": "4.1.1"}, "mended": {"packages": {"debug": "4.3.4"}}, "ops": 1000, "leaks": [
  {"shape": "unbounded-array", "holder": "instances", "file": ["common.js", "debug.cjs"],
   "class": "debug()", "at": "common.js:67", "before": 300, "new": 1000}
]}
*/
'use strict';
// A logger of its own for each connection, which is thrown away with it. The package keeps
// every instance, so that all can be switched on later.
const createDebug = require('debug');
const {each, run} = require('./harness.cjs');

function handle(number) {
  const log = createDebug(`app:connection:${number}`);
  log('opened');
  log('closed after %d ms', number % 17);
}

run({ops: 1000, grow: each(handle)});
