/* truth
{"ops": 3000, "leaks": [], "verdict": "nothing-grew"}
*/
'use strict';
// Control: notes about requests in a WeakMap, as it should be used; they go with their requests.
const path = require('path');
const v8 = require('v8');

const timings = new WeakMap();

class Request {
  constructor(url) {
    this.url = url;
  }
}

function begin(request) {
  timings.set(request, {started: performance.now(), marks: [request.url, 'begin']});
}

function end(request) {
  const timing = timings.get(request);
  timing.marks.push('end');
  return timing.marks.length;
}

function serve(from, to) {
  let marks = 0;
  for (let i = from; i < to; i++) {
    const request = new Request(`/page/${i}`);
    begin(request);
    marks += end(request);
  }
  return marks;
}

module.exports = {begin, end};

const out = process.argv[2] || '.';
serve(0, 2000);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(2000, 5000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
