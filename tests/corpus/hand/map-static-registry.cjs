/* truth
{"ops": 1000, "leaks": [
  {"shape": "unbounded-map", "holder": ["Widget.instances", "instances"], "file": "map-static-registry.cjs",
   "class": "Widget", "at": "map-static-registry.cjs: class Widget {", "before": 100, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: the constructor enters each instance into a registry of the class.
const path = require('path');
const v8 = require('v8');

class Widget {
  static instances = new Map();
  static #lastId = 0;

  constructor(title) {
    this.id = `w${++Widget.#lastId}`;
    this.title = title;
    this.children = [];
    Widget.instances.set(this.id, this);
  }

  static byId(id) {
    return Widget.instances.get(id);
  }
}

// Two widgets each time.
function renderPage(number) {
  const page = new Widget(`page ${number}`);
  const footer = new Widget(`footer of page ${number}`);
  page.children.push(footer.id);
  return Widget.byId(page.id).title.length;
}

module.exports = {Widget, renderPage};

function render(from, to) {
  let sum = 0;
  for (let number = from; number < to; number++) sum += renderPage(number);
  return sum;
}

const out = process.argv[2] || '.';
render(0, 50);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
render(50, 1050);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
