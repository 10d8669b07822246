'use strict';
// Leaks on purpose: a session's interval timer outlives the session.
const path = require('path');
const v8 = require('v8');

class Session {
  constructor(user) {
    this.user = 'user-' + user;
    this.history = [{page: '/start/' + user}];
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
}

function openSessions(from, to) {
  for (let user = from; user < to; user++) openSession(user);
}

const out = process.argv[2] || '.';
openSessions(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
openSessions(200, 3200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
