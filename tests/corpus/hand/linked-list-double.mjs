/* truth
{"ops": 1500, "leaks": [
  {"shape": "linked-list", "holder": ["#end", "timeline.#end", "Timeline.#end", "timeline"], "file": "linked-list-double.mjs",
   "class": "Moment", "at": "linked-list-double.mjs: class Moment", "before": 151, "new": 1500}
]}
*/
// Leaks on purpose: a ring of moments, linked both ways round a sentinel.
import path from 'node:path';
import v8 from 'node:v8';

class Moment {
  constructor(what) {
    this.what = what;
    this.before = this;
    this.after = this;
  }

  insertBefore(other) {
    this.before = other.before;
    this.after = other;
    other.before.after = this;
    other.before = this;
  }
}

class Timeline {
  #end = new Moment('end');

  add(what) {
    new Moment(what).insertBefore(this.#end);
  }

  * [Symbol.iterator]() {
    for (let moment = this.#end.after; moment !== this.#end; moment = moment.after) yield moment.what;
  }
}

export const timeline = new Timeline();

function live(from, to) {
  for (let i = from; i < to; i++) timeline.add([`event ${i}`]);
  return [...timeline].length;
}

const out = process.argv[2] ?? '.';
live(0, 150);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
live(150, 1650);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
