/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-array", "holder": ["Reporter.#recent", "#recent"], "file": "array-of-errors.cjs",
   "class": "NotFound", "at": "array-of-errors.cjs: class NotFound", "before": 50, "new": 500}
]}
*/
'use strict';
// Leaks on purpose: errors are kept for a report; every fourth request is one.
const path = require('path');
const v8 = require('v8');

class NotFound extends Error {
  constructor(url) {
    super(`nothing at ${url}`);
    this.url = url;
    this.status = 404;
  }
}

class Reporter {
  static #recent = [];

  static report(error) {
    Reporter.#recent.push(error);
  }

  static summary() {
    return Reporter.#recent.map(error => error.message).join('\n');
  }
}

function handle(number) {
  try {
    if (number % 4 === 0) throw new NotFound(`/missing/${number}`);
    return 'found';
  } catch (error) {
    Reporter.report(error);
    return error.message;
  }
}

module.exports = {handle, summary: () => Reporter.summary()};

function serve(from, to) {
  for (let i = from; i < to; i++) handle(i);
}

const out = process.argv[2] || '.';
serve(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
