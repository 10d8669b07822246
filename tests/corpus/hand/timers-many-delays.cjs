/* truth
{"ops": 1000, "leaks": [
  {"shape": "timers", "kind": "timers",
   "class": "poll()", "at": "timers-many-delays.cjs: const poll", "before": 100, "new": 1000}
]}
*/
'use strict';
// Leaks on purpose: pollers are never stopped, and as their intervals are spread, no list of timers is long.
const path = require('path');
const v8 = require('v8');

class Feed {
  constructor(url) {
    this.url = url;
    this.items = [];
    this.headers = {accept: 'application/rss+xml', from: `reader of ${url}`};
  }
}

function subscribe(url, number) {
  const feed = new Feed(url);
  const poll = () => {
    feed.items.push(feed.url);
  };
  // Not all at once: between ten minutes and nine hours.
  setInterval(poll, 600000 + (number % 50) * 611000).unref();
  return feed;
}

exports.subscribe = subscribe;

function subscribeAll(from, to) {
  for (let i = from; i < to; i++) subscribe(`https://feed-${i}.example/rss`, i);
}

const out = process.argv[2] || '.';
subscribeAll(0, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
subscribeAll(100, 1100);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
