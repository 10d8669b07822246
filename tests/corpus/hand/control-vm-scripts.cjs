/* truth
{"ops": 2000, "leaks": []}
*/
'use strict';
// Control: formulas are compiled into scripts, of which the last hundred are kept; and one text is compiled and run
// again and again, of which nothing is.
const path = require('path');
const v8 = require('v8');
const vm = require('vm');

const compiled = new Map();
const row = vm.createContext({price: 4, amount: 3});
const most = 100;

function evaluate(formula) {
  let script = compiled.get(formula);
  if (script) {
    compiled.delete(formula);
  } else {
    script = new vm.Script(formula, {filename: 'formula.js'});
    if (compiled.size >= most) compiled.delete(compiled.keys().next().value);
  }
  compiled.set(formula, script);
  return script.runInContext(row);
}

function health() {
  return new vm.Script('(function check() { return [price, amount].every(Number.isFinite); })()', {filename: 'health.js'}).runInContext(row);
}

exports.evaluate = evaluate;
exports.health = health;

function recalculate(from, to) {
  for (let i = from; i < to; i++) {
    evaluate(`price * amount + ${i}`);
    health();
  }
}

const out = process.argv[2] || '.';
recalculate(0, 2000);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
recalculate(2000, 4000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
