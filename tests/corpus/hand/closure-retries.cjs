/* truth
{"ops": 800, "leaks": [
  {"shape": ["closure-capture", "unbounded-map"], "holder": ["retries", "queue.retries"], "file": "closure-retries.cjs",
   "class": "attempt()", "at": "closure-retries.cjs: function attempt", "before": 100, "new": 800}
]}
*/
'use strict';
// Leaks on purpose: what failed is to be tried again, by a closure over the whole request; nobody tries.
const path = require('path');
const v8 = require('v8');

const retries = new Map();
let failures = 0;

class Request {
  constructor(url, body) {
    this.url = url;
    this.body = body;
    this.headers = Object.fromEntries(['host', 'accept', 'cookie'].map(name => [name, `${name} of ${url}`]));
  }
}

function send(request, attempts) {
  if (request.url.endsWith('7')) return true;
  failures += attempts;
  return false;
}

function post(url, lines) {
  const request = new Request(url, Array.from({length: lines}, (_, i) => `${i}. line to ${url}`));
  if (send(request, 1)) return;
  retries.set(url, function attempt() {
    return send(request, 2);
  });
}

function retry(url) {
  const attempt = retries.get(url);
  if (attempt?.()) retries.delete(url);
}

module.exports = {post, retry};

function work(from, to) {
  for (let i = from; i < to; i++) post(`https://api.example/${i}/x`, 20);
}

const out = process.argv[2] || '.';
work(0, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(100, 900);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
