/* truth
{"ops": 2000, "leaks": [
  {"shape": "object-dictionary", "holder": ["styleOf", "exports.styleOf"], "file": "dictionary-on-function.cjs",
   "class": "{rules, id}", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: a function keeps what it has worked out as properties of its own, by the text that it was given.
const path = require('path');
const v8 = require('v8');

function styleOf(text) {
  return styleOf[text] ??= {rules: text.split(';'), id: `css-${text.length}-${text}`};
}

exports.styleOf = styleOf;

function render(from, to) {
  for (let i = from; i < to; i++) styleOf(`color: red; width: ${i}px`);
}

const out = process.argv[2] || '.';
render(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
render(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
