/* truth
{"ops": 400, "leaks": [
  {"shape": "closure-capture", "holder": "undoStack", "file": "closure-report-rows.cjs",
   "class": "undo()", "at": "closure-report-rows.cjs: function undo", "before": 40, "new": 400}
]}
*/
'use strict';
// Leaks on purpose: each undo step keeps a copy of the whole table alive, through its closure.
const path = require('path');
const v8 = require('v8');

const undoStack = [];
let table = Array.from({length: 600}, (_, row) => `row ${row}`);

function replaceRow(row, text) {
  const previous = table;
  table = table.slice();
  table[row] = text;
  undoStack.push(function undo() {
    table = previous;
  });
}

function undoLast() {
  const undo = undoStack.pop();
  if (undo) undo();
}

function edit(count) {
  for (let i = 0; i < count; i++) replaceRow(i % table.length, 'changed');
}

module.exports = {replaceRow, undoLast};

const out = process.argv[2] || '.';
edit(40);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
edit(400);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
