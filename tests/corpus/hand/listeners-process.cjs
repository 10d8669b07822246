/* truth
{"ops": 600, "leaks": [
  {"shape": "event-listeners", "holder": "process", "event": "beforeExit",
   "class": "saveOnExit()", "at": "listeners-process.cjs: function saveOnExit", "before": 50, "new": 600}
]}
*/
'use strict';
// Leaks on purpose: every document that is opened wants to be saved at exit.
const path = require('path');
const v8 = require('v8');

process.setMaxListeners(Infinity);

class Document {
  constructor(name) {
    this.name = name;
    this.pages = [`page 1 of ${name}`, `page 2 of ${name}`];
    this.dirty = false;
  }

  save() {
    this.dirty = false;
  }

  close() {
    this.save();
    this.pages = [];
  }
}

function open(name) {
  const document = new Document(name);
  process.on('beforeExit', function saveOnExit() {
    if (document.dirty) document.save();
  });
  return document;
}

module.exports = {open};

function edit(from, to) {
  for (let i = from; i < to; i++) {
    const document = open(`letter ${i}`);
    document.dirty = true;
    document.close();
  }
}

const out = process.argv[2] || '.';
edit(0, 50);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
edit(50, 650);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
