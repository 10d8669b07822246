/* truth
{"ops": 3000, "leaks": [], "verdict": "nothing-grew"}
*/
'use strict';
// Control: a full cache whose entries are all replaced, one for one.
const path = require('path');
const v8 = require('v8');

const capacity = 1000;
const pagesByUrl = new Map();

class Page {
  constructor(url) {
    this.url = url;
    this.body = ['<h1>', url, '</h1>'];
  }
}

function loadPage(number) {
  const url = `/page/${number}`;
  const known = pagesByUrl.get(url);
  pagesByUrl.delete(url);
  // A Map keeps the order of insertion, so its first key is the oldest page.
  pagesByUrl.set(url, known ?? new Page(url));
  if (pagesByUrl.size > capacity) pagesByUrl.delete(pagesByUrl.keys().next().value);
}

function loadPages(from, to) {
  for (let number = from; number < to; number++) loadPage(number);
}

exports.loadPage = loadPage;

const out = process.argv[2] || '.';
// Five turn-overs, so that the cache is full and its functions are compiled.
loadPages(0, 5 * capacity);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
loadPages(5 * capacity, 8 * capacity);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
