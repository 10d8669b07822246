/* truth
{"ops": 1000, "leaks": [
  {"shape": "weakmap-keys-held", "holder": ["elements", "tree.elements", "Tree.elements"], "file": "weakmap-keys-array.cjs",
   "class": "Element", "at": "weakmap-keys-array.cjs: class Element", "before": 140, "new": 1000}
]}
*/
'use strict';
// Leaks on purpose: the layouts would go with their elements, if an array did not keep the elements.
const path = require('path');
const v8 = require('v8');

const layouts = new WeakMap();

class Element {
  constructor(tag) {
    this.tag = tag;
  }
}

class Tree {
  constructor() {
    this.elements = [];
    this.root = null;
  }

  create(tag) {
    const element = new Element(tag);
    this.elements.push(element);
    return element;
  }

  mount(element) {
    this.root = element;
  }
}

function layout(element) {
  let known = layouts.get(element);
  if (!known) {
    known = {boxes: Array.from({length: 20}, (_, i) => `box ${i} of ${element.tag}`), lines: [`line of ${element.tag}`]};
    layouts.set(element, known);
  }
  return known;
}

const tree = new Tree();

module.exports = {tree, layout};

function render(from, to) {
  for (let i = from; i < to; i++) {
    tree.mount(tree.create(`element-${i}`));
    layout(tree.root);
  }
}

const out = process.argv[2] || '.';
render(0, 140);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
render(140, 1140);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
