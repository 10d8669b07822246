/* truth
{"ops": 1500, "leaks": [
  {"shape": "string-rope", "holder": ["#transcript", "session.#transcript", "Session.#transcript"], "file": "rope-field.mjs",
   "class": "(concatenated string)", "before": 300, "new": 3000}
]}
*/
// Leaks on purpose: a transcript that is only measured, for which nothing has to be made flat.
import path from 'node:path';
import v8 from 'node:v8';

class Session {
  #transcript = '';

  exchange(question, answer) {
    this.#transcript += question;
    this.#transcript += answer;
  }

  get length() {
    return this.#transcript.length;
  }
}

export const session = new Session();

function talk(from, to) {
  for (let i = from; i < to; i++) session.exchange(['question number', i].join(' '), ['and the answer to', i].join(' '));
  return session.length;
}

const out = process.argv[2] ?? '.';
talk(0, 150);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
talk(150, 1650);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
