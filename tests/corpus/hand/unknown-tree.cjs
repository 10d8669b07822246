/* truth
{"ops": 2000, "leaks": [
  {"shape": "unknown", "holder": ["root", "index.root", "Index.root", "index"], "file": "unknown-tree.cjs",
   "class": "TreeNode", "at": "unknown-tree.cjs: class TreeNode", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: a search tree by hand. None of the known shapes, but its root has a name.
const path = require('path');
const v8 = require('v8');

class TreeNode {
  constructor(key, value) {
    this.key = key;
    this.value = value;
    this.left = null;
    this.right = null;
  }
}

class Index {
  constructor() {
    this.root = null;
  }

  insert(key, value) {
    const node = new TreeNode(key, value);
    if (!this.root) {
      this.root = node;
      return;
    }
    let at = this.root;
    for (;;) {
      const side = key < at.key ? 'left' : 'right';
      if (!at[side]) {
        at[side] = node;
        return;
      }
      at = at[side];
    }
  }
}

const index = new Index();
exports.index = index;

function insertAll(from, to) {
  for (let i = from; i < to; i++) {
    // Odd multiplier modulo 2^32: the keys come in no order, so the tree stays flat.
    const key = (Math.imul(i, 2654435761) >>> 0).toString(16).padStart(8, '0');
    index.insert(key, {title: `book ${i}`, authors: ['somebody']});
  }
}

const out = process.argv[2] || '.';
insertAll(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
insertAll(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
