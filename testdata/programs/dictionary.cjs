'use strict';
// Leaks on purpose: a plain object serves as a dictionary, and no key is deleted.
const path = require('path');
const v8 = require('v8');

const sessionsByToken = {};

function tokenOf(number) {
  // Odd multiplier modulo 2^32: no token comes twice, and none looks like an index.
  return 'tok-' + (Math.imul(number, 2654435761) >>> 0).toString(16).padStart(8, '0');
}

function logIn(number) {
  sessionsByToken[tokenOf(number)] = {user: 'user-' + number, roles: ['reader'], visits: []};
}

function isLoggedIn(number) {
  return tokenOf(number) in sessionsByToken;
}

function logInAll(from, to) {
  for (let number = from; number < to; number++) {
    logIn(number);
    isLoggedIn(number);
  }
}

const out = process.argv[2] || '.';
logInAll(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
logInAll(200, 3200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
