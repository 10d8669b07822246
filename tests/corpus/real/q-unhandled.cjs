/* truth
{"report": "kriskowal/q#760", "packages": {"q": "1.5.1"}, "mended": {"use": "Q.stopUnhandledRejectionTracking()"}, "ops": 1000, "leaks": [
  {"shape": "unbounded-array", "holder": ["unhandledRejections", "unhandledReasons"],
   "class": ["Promise", "(string)", "(concatenated string)"], "before": 300, "new": 1000}
]}
*/
'use strict';
// Some orders fail, and nobody asks why. The package remembers each rejected promise, and its
// reason, until somebody handles it.
const Q = require('q');
const {each, isMended, run} = require('./harness.cjs');

if (isMended) Q.stopUnhandledRejectionTracking();

function check(number) {
  return number % 1 === 0 ? Q.reject(new Error(`order ${number} is not paid`)) : Q.resolve(number);
}

function handle(number) {
  check(number).then(() => {});
}

run({ops: 1000, grow: each(handle)});
