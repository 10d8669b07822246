/* truth
{"ops": 400, "leaks": [
  {"shape": "shared-context", "holder": ["describers"], "file": "shared-context.cjs",
   "class": "describe()", "at": "shared-context.cjs: function describe", "before": 40, "new": 400}
]}
*/
'use strict';
// Leaks on purpose: describe() needs one short text, but shares its scope with a closure that needs all rows.
const path = require('path');
const v8 = require('v8');

const describers = [];

function loadRows(table) {
  return Array.from({length: 500}, (_, i) => `row ${i} of ${table}`);
}

function analyse(table) {
  const rows = loadRows(table);
  const title = `table ${table}`;

  function longest() {
    return rows.reduce((a, b) => a.length > b.length ? a : b);
  }

  function describe() {
    return title;
  }

  describers.push(describe);
  return longest().length;
}

function list() {
  return describers.map(describe => describe()).join();
}

module.exports = {analyse, list};

function analyseAll(from, to) {
  for (let i = from; i < to; i++) analyse(i);
  return list().length;
}

const out = process.argv[2] || '.';
analyseAll(0, 40);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
analyseAll(40, 440);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
