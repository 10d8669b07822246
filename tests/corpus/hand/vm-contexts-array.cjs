/* truth
{"ops": 60, "leaks": [
  {"shape": "unbounded-array", "holder": "finished", "file": "vm-contexts-array.cjs",
   "class": "TestRun", "at": "vm-contexts-array.cjs: class TestRun", "before": 40, "new": 60}
]}
*/
'use strict';
// Leaks on purpose: a test runner gives each test file a context and a registry of modules of its own, as jest does, and
// keeps what became of the file for a summary, and with it the context.
const path = require('path');
const v8 = require('v8');
const vm = require('vm');

const sources = {
  'cart.js': 'const prices = require("./prices.js"); exports.total = items => items.reduce((sum, item) => sum + prices.of(item), 0);',
  'prices.js': 'const table = new Map([["tea", 3], ["milk", 1]]); exports.of = item => table.get(item) || 0;',
  'cart.test.js': 'const cart = require("./cart.js"); test("adds up", () => { if (cart.total(["tea", "milk"]) !== 4) throw new Error("wrong"); });',
};

class TestRun {
  constructor(number) {
    this.number = number;
    this.registry = new Map();
    this.context = vm.createContext({console});
    this.passed = 0;
  }

  load(name) {
    const known = this.registry.get(name);
    if (known) return known.exports;
    const loaded = {exports: {}};
    this.registry.set(name, loaded);
    const wrapper = vm.runInContext(`(function (exports, require, module, test) {${sources[name]}\n})`, this.context, {filename: name});
    const test = (title, check) => {
      check();
      this.passed++;
    };
    wrapper(loaded.exports, other => this.load(other.slice(2)), loaded, test);
    return loaded.exports;
  }
}

const finished = [];

function runFile(number) {
  const run = new TestRun(number);
  run.load('cart.test.js');
  finished.push(run);
}

exports.summary = () => finished.filter(({passed}) => passed === 1).length;

function runAll(from, to) {
  for (let i = from; i < to; i++) runFile(i);
}

const out = process.argv[2] || '.';
runAll(0, 40);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
runAll(40, 100);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
