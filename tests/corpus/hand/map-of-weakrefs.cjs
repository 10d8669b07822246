/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-map", "holder": "refsByUrl", "file": "map-of-weakrefs.cjs",
   "class": "WeakRef", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: the cache holds its images weakly, and they do go; the entries stay.
const path = require('path');
const v8 = require('v8');

const refsByUrl = new Map();

class Image {
  constructor(url) {
    this.url = url;
    this.pixels = new Array(50).fill(url);
  }
}

function load(url) {
  const known = refsByUrl.get(url)?.deref();
  if (known) return known;
  const image = new Image(url);
  refsByUrl.set(url, new WeakRef(image));
  return image;
}

module.exports = {load};

// A weak reference holds its target to the end of the turn in which it is made.
const nextTurn = () => new Promise(resolve => setImmediate(resolve));

async function main() {
  const out = process.argv[2] || '.';
  for (let i = 0; i < 200; i++) load(`/images/${i}.png`);
  await nextTurn();
  v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
  for (let i = 200; i < 2200; i++) load(`/images/${i}.png`);
  await nextTurn();
  v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
}

main();
