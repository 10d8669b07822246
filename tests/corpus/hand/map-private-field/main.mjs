/* truth
{"ops": 2500, "leaks": [
  {"shape": "unbounded-map", "holder": ["#sessions", "store.#sessions", "SessionStore.#sessions"],
   "file": ["main.mjs", "session-store.mjs"],
   "class": "Session", "at": "session-store.mjs: class Session {", "before": 120, "new": 2500}
]}
*/
// Leaks on purpose: a session store that checks ages when it is asked, and only then.
import {randomBytes} from 'node:crypto';
import path from 'node:path';
import v8 from 'node:v8';
import {SessionStore} from './session-store.mjs';

const store = new SessionStore({ttl: 30 * 60 * 1000});

export function logIn(user) {
  const token = randomBytes(12).toString('hex');
  store.open(token, user, 'curl/8.5.0');
  return token;
}

export function whoAmI(token) {
  return store.find(token)?.user;
}

function visitors(count) {
  for (let i = 0; i < count; i++) {
    const user = `user-${i}`;
    if (whoAmI(logIn(user)) !== user) throw new Error('lost a session');
  }
}

const out = process.argv[2] ?? '.';
visitors(120);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
visitors(2500);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
