/* truth
{"ops": 2000, "leaks": [
  {"shape": "promise-reactions", "holder": ["promise", "token.promise", "cancel", "token.cancel"], "file": "promise-shared.cjs",
   "class": ["onCanceled()", "Upload"], "at": ["promise-shared.cjs: function onCanceled", "promise-shared.cjs: class Upload"], "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: each upload asks to be told when everything is called off, and cannot ask to be told no more.
const path = require('path');
const v8 = require('v8');

const token = {};
token.promise = new Promise(resolve => {
  token.cancel = resolve;
});

class Upload {
  constructor(number) {
    this.url = `/upload/${number}`;
    this.body = `text of ${number}, `.repeat(3);
    this.headers = {accept: 'text/plain', path: this.url};
  }

  abort() {
    this.body = '';
  }
}

function send(number) {
  const upload = new Upload(number);
  token.promise.then(function onCanceled() {
    upload.abort();
  });
  return upload.url;
}

exports.token = token;
exports.send = send;

function serve(from, to) {
  for (let i = from; i < to; i++) send(i);
}

const out = process.argv[2] || '.';
serve(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
