/* truth
{"ops": 400, "leaks": [
  {"shape": "sliced-string", "holder": "titles", "file": "sliced-tokens.cjs",
   "class": "(sliced string)", "before": 30, "new": 400}
]}
*/
'use strict';
// Leaks on purpose: twenty characters of each page are kept, as a slice that keeps the page.
const path = require('path');
const v8 = require('v8');

const titles = [];

function fetchPage(number) {
  return Buffer.from(`<title>The page number ${number}, and what it says</title>${'lorem ipsum '.repeat(400)}`).toString('latin1');
}

function index(page) {
  const start = page.indexOf('<title>') + 7;
  titles.push(page.slice(start, page.indexOf('</title>')));
}

exports.search = word => titles.filter(title => title.includes(word));

function crawl(from, to) {
  for (let i = from; i < to; i++) index(fetchPage(i));
}

const out = process.argv[2] || '.';
crawl(0, 30);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
crawl(30, 430);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
