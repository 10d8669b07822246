/* truth
{"ops": 1500, "leaks": [
  {"shape": "closure-chain", "holder": ["handle", "next", "previous"], "file": "closure-chain.cjs",
   "class": "handle()", "at": "closure-chain.cjs: request =>", "before": 101, "new": 1500}
]}
*/
'use strict';
// Leaks on purpose: each reload wraps the handler again, round the one that is wrapped already.
const path = require('path');
const v8 = require('v8');

let handle = function answer(request) {
  return `answer to ${request}`;
};

function reload(settings) {
  const previous = handle;
  handle = request => {
    if (request === settings.blocked) return 'blocked';
    return previous(request);
  };
}

module.exports = {reload, ask: request => handle(request)};

function reloadOften(from, to) {
  for (let i = from; i < to; i++) reload({blocked: `/blocked/${i}`, list: [`a${i}`, `b${i}`]});
}

const out = process.argv[2] || '.';
reloadOften(0, 101);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
reloadOften(101, 1601);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
