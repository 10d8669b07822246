/* truth
{"ops": 300, "leaks": [
  {"shape": "native-handles", "holder": ["FSEvent", "FSEventWrap"], "kind": "native handle",
   "class": ["FSWatcher", "FSEvent"], "before": 60, "new": 300}
]}
*/
'use strict';
// Leaks on purpose: each editor that is opened watches its folder, and nobody closes the watcher with the editor.
const fs = require('fs');
const path = require('path');
const v8 = require('v8');

class Editor {
  constructor(number) {
    this.name = `file ${number}`;
    this.lines = [`first line of ${number}`, `second line of ${number}`];
    fs.watch(__dirname, {persistent: false}, () => this.reload());
  }

  reload() {
    this.lines = [];
  }
}

function open(number) {
  return new Editor(number).name;
}

exports.open = open;

function edit(from, to) {
  for (let i = from; i < to; i++) open(i);
}

const out = process.argv[2] || '.';
edit(0, 60);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
edit(60, 360);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
