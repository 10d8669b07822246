/* truth
{"ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": ["replies", "rpc.replies", "Rpc.replies"], "file": "listeners-event-per-id.cjs",
   "class": "onReply()", "at": "listeners-event-per-id.cjs: const onReply", "before": 100, "new": 1000}
]}
*/
'use strict';
// Leaks on purpose: each question listens for an event of its own name, which is heard once and not taken off.
const {EventEmitter} = require('events');
const path = require('path');
const v8 = require('v8');

class Rpc {
  constructor() {
    this.replies = new EventEmitter();
    this.asked = 0;
  }

  ask(question, done) {
    const id = ++this.asked;
    const state = {question, answers: []};
    const onReply = answer => {
      state.answers.push(answer);
      done(answer);
    };
    this.replies.on(`reply:${id}`, onReply);
    return id;
  }

  answer(id, text) {
    this.replies.emit(`reply:${id}`, text);
  }
}

const rpc = new Rpc();
exports.rpc = rpc;

let answered = 0;

function talk(from, to) {
  for (let i = from; i < to; i++) {
    const id = rpc.ask(`question ${i}`, () => answered++);
    rpc.answer(id, `answer ${i}`);
  }
}

const out = process.argv[2] || '.';
talk(0, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
talk(100, 1100);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
