/* truth
{"holder": "sessionsByToken", "class": "Session", "shape": "unbounded-map"}
*/
'use strict';
// Sessions are looked up by token, and never expire.
const sessionsByToken = new Map();
let last = 0;

class Session {
  constructor(user) {
    this.token = `token-${++last}`;
    this.user = user;
    this.seen = [last, last + 1, last + 2];
  }
}

function open(user) {
  const session = new Session(user);
  sessionsByToken.set(session.token, session);
  return session;
}

exports.find = token => sessionsByToken.get(token);

// In turns, so that timers and the collector get theirs.
setInterval(() => {
  for (let i = 0; i < 2000; i++) open(`user ${i % 40}`);
}, 1);
