/* truth
{"ops": 2400, "leaks": [
  {"shape": "unbounded-array", "holder": "auditTrail", "file": "array-audit.cjs",
   "class": "{actor, action, target, tags}", "before": 160, "new": 2400}
]}
*/
'use strict';
// Leaks on purpose: every change is noted in an array of the module, for a report that nobody asks for.
const path = require('path');
const v8 = require('v8');

const auditTrail = [];
const documents = new Map();

function note(actor, action, target) {
  auditTrail.push({actor, action, target, tags: [action, 'audit']});
}

function save(actor, name, text) {
  documents.set(name, text);
  note(actor, 'save', `document ${name} of ${actor}`);
}

function report() {
  return auditTrail.map(({actor, action, target}) => `${actor} ${action} ${target}`).join('\n');
}

function work(count) {
  for (let i = 0; i < count; i++) save(`editor ${i % 7}`, `draft-${i % 40}`, 'lorem ipsum');
}

module.exports = {save, report};

const out = process.argv[2] || '.';
work(160);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(2400);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
