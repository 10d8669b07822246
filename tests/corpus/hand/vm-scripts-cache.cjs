/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-map", "holder": "compiled", "file": "vm-scripts-cache.cjs",
   "class": ["Script", "Node / ContextifyScript"], "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: formulas of a spreadsheet are compiled into scripts and kept by their text, in which the number of
// the row stands.
const path = require('path');
const v8 = require('v8');
const vm = require('vm');

const compiled = new Map();
const row = vm.createContext({price: 4, amount: 3});

function evaluate(formula) {
  let script = compiled.get(formula);
  if (!script) {
    script = new vm.Script(formula, {filename: 'formula.js'});
    compiled.set(formula, script);
  }
  return script.runInContext(row);
}

exports.evaluate = evaluate;

function recalculate(from, to) {
  for (let i = from; i < to; i++) evaluate(`price * amount + ${i}`);
}

const out = process.argv[2] || '.';
recalculate(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
recalculate(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
