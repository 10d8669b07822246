/* truth
{"ops": 800, "leaks": [
  {"shape": "timers", "kind": "timers", "delay": 60000,
   "class": "keepAlive()", "at": "timers-session.cjs: function keepAlive", "before": 60, "new": 800}
]}
*/
'use strict';
// Leaks on purpose: a session's interval outlives the session.
const path = require('path');
const v8 = require('v8');

class Session {
  constructor(user) {
    this.user = user;
    this.history = [{page: `/start/${user}`}];
  }

  touch() {
    this.lastSeen = Date.now();
  }
}

function openSession(user) {
  const session = new Session(user);
  // clearInterval is what is missing. unref() lets the program end all the same.
  setInterval(function keepAlive() {
    session.touch();
  }, 60000).unref();
  return session;
}

function openAll(from, to) {
  for (let number = from; number < to; number++) openSession(`user-${number}`);
}

exports.openSession = openSession;

const out = process.argv[2] || '.';
openAll(0, 60);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
openAll(60, 860);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
