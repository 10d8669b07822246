'use strict';
// Objects that carry the names DevTools' engine gives to its own rows. They make the
// engine lose rows; see "The engine's one known fault" in devtools.mjs.
const path = require('path');
const v8 = require('v8');

const kept = [];
const patterns = [];
const shapes = [];

// V8 takes an object's name from here when no constructor gives one.
const stringLike = {[Symbol.toStringTag]: '(string)'};
const shapeLike = {[Symbol.toStringTag]: '{left, right}'};

function grow(from, to) {
  for (let i = from; i < to; i++) {
    kept.push(Object.create(Function.prototype), Object.create(RegExp.prototype));
    kept.push(Object.create(stringLike), Object.create(shapeLike));
    patterns.push(new RegExp('x' + i));
    shapes.push({left: 'l' + i, right: 'r' + i});
  }
}

const directory = process.argv[2] || '.';
grow(0, 20);
v8.writeHeapSnapshot(path.join(directory, 'before.heapsnapshot'));
grow(20, 50);
kept.splice(0, 15);
patterns.splice(0, 5);
v8.writeHeapSnapshot(path.join(directory, 'after.heapsnapshot'));
