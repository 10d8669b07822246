/* truth
{"ops": 60, "leaks": []}
*/
'use strict';
// Control: a test runner that gives each test file a context and a registry of modules of its own, keeps only how many
// tests passed, and lets go of the rest.
const path = require('path');
const v8 = require('v8');
const vm = require('vm');

const sources = {
  'cart.js': 'const prices = require("./prices.js"); exports.total = items => items.reduce((sum, item) => sum + prices.of(item), 0);',
  'prices.js': 'const table = new Map([["tea", 3], ["milk", 1]]); exports.of = item => table.get(item) || 0;',
  'cart.test.js': 'const cart = require("./cart.js"); test("adds up", () => { if (cart.total(["tea", "milk"]) !== 4) throw new Error("wrong"); });',
};
const totals = {files: 0, passed: 0};

function runFile() {
  const registry = new Map();
  const context = vm.createContext({console});
  const load = name => {
    const known = registry.get(name);
    if (known) return known.exports;
    const loaded = {exports: {}};
    registry.set(name, loaded);
    const wrapper = vm.runInContext(`(function (exports, require, module, test) {${sources[name]}\n})`, context, {filename: name});
    const test = (title, check) => {
      check();
      totals.passed++;
    };
    wrapper(loaded.exports, other => load(other.slice(2)), loaded, test);
    return loaded.exports;
  };
  load('cart.test.js');
  totals.files++;
}

exports.summary = () => totals;

// A turn of the event loop lies between two files.
async function runAll(count) {
  for (let i = 0; i < count; i++) {
    runFile();
    await new Promise(resolve => setImmediate(resolve));
  }
}

const out = process.argv[2] || '.';
(async () => {
  await runAll(60);
  v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
  await runAll(60);
  v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
})();
