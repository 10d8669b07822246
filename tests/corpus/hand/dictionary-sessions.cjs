/* truth
{"ops": 1500, "leaks": [
  {"shape": "object-dictionary", "holder": "sessionsByToken", "file": "dictionary-sessions.cjs",
   "class": "Session", "at": "dictionary-sessions.cjs: function Session", "before": 200, "new": 1500}
]}
*/
'use strict';
// Leaks on purpose: an object as a dictionary, from the days before Map.
var path = require('path');
var v8 = require('v8');

var sessionsByToken = {};

function Session(user) {
  this.user = user;
  this.roles = ['reader'];
  this.visits = [];
}

Session.prototype.visit = function(page) {
  this.visits.push(page);
};

function tokenOf(number) {
  // Odd multiplier modulo 2^32: no token comes twice, and none looks like an index.
  return 'tok-' + (Math.imul(number, 2654435761) >>> 0).toString(16);
}

function logIn(number) {
  var session = sessionsByToken[tokenOf(number)] = new Session('user-' + number);
  session.visit('/start');
}

exports.isLoggedIn = function(number) {
  return tokenOf(number) in sessionsByToken;
};

function logInAll(from, to) {
  for (var number = from; number < to; number++) logIn(number);
}

var out = process.argv[2] || '.';
logInAll(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
logInAll(200, 1700);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
