/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-map", "holder": ["sets", "exports.sets", "module.exports.sets"], "file": "map-on-exports.cjs",
   "class": "{scripts, styles}", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: the files that a page needs are remembered by its address, query and all. No function captures what
// remembers them; it can be had only from the module.
const path = require('path');
const v8 = require('v8');

exports.sets = new Map();
exports.remember = function remember(page) {
  this.sets.set(page, {scripts: [`${page}.js`], styles: ['main.css', `${page}.css`]});
};

function crawl(from, to) {
  for (let i = from; i < to; i++) exports.remember(`page-${i}`);
}

const out = process.argv[2] || '.';
crawl(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
crawl(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
