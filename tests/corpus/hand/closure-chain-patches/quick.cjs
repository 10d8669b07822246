'use strict';
const original = process.cwd;
let known = null;

process.cwd = function quickCwd() {
  known ??= original.call(process);
  return known;
};

exports.name = 'quick';
