/* truth
{"ops": 2000, "leaks": [
  {"shape": "accidental-global", "holder": ["visits", "globalThis.visits", "global.visits"],
   "class": "{path, referrer, agent}", "before": 100, "new": 2000}
]}
*/
// Leaks on purpose, in sloppy mode: `var` was forgotten, so the list of one page is the list of all.
var path = require('path');
var v8 = require('v8');

function start() {
  visits = [];
}

function track(url, agent) {
  visits.push({path: url, referrer: 'https://search.example/?q=' + visits.length, agent: agent});
}

function lastVisits() {
  return visits.slice(-10);
}

module.exports = {start: start, track: track, lastVisits: lastVisits};

function browse(count) {
  for (var i = 0; i < count; i++) {
    track('/page/' + i % 30, ['tab', String(i)]);
    lastVisits();
  }
}

var out = process.argv[2] || '.';
start();
browse(100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
browse(2000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
