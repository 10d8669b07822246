/* truth
{"report": "nodejs/node#42080", "node": "18.12.1", "mended": {"node": "22.22.0"}, "ops": 1000, "leaks": [
  {"shape": "native-handles", "holder": "CompiledFnEntry", "kind": "native handle",
   "class": ["()", "CompiledFnEntry"], "at": "rule.js:1", "before": 300, "new": 1000}
]}
*/
'use strict';
// Rules are compiled for each request. Functions that may import something are kept by an
// entry on the native side, in this version for ever.
const vm = require('node:vm');
const {each, run} = require('./harness.cjs');

function evaluate(number) {
  const rule = vm.compileFunction(`return total * ${1 + number % 10} / 100;`, ['total'], {
    filename: 'rule.js',
    importModuleDynamically: name => import(name),
  });
  return rule(number);
}

run({ops: 1000, grow: each(evaluate)});
