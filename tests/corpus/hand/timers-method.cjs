/* truth
{"ops": 500, "leaks": [
  {"shape": "timers", "kind": "timers", "delay": 90000,
   "class": ["()"], "at": "timers-method.cjs: setInterval(() =>", "before": 40, "new": 500}
]}
*/
'use strict';
// Leaks on purpose: stop() exists and clears the interval, but the error path forgets to call it.
const path = require('path');
const v8 = require('v8');

class Heartbeat {
  constructor(peer) {
    this.peer = peer;
    this.missed = 0;
    this.log = new Array(8).fill(`heartbeat of ${peer}`);
    this.timer = setInterval(() => this.beat(), 90000);
    this.timer.unref();
  }

  beat() {
    this.missed++;
  }

  stop() {
    clearInterval(this.timer);
  }
}

function connect(peer, fails) {
  const heartbeat = new Heartbeat(peer);
  if (fails) return false;
  heartbeat.stop();
  return true;
}

exports.connect = connect;

function day(count, failing) {
  for (let i = 0; i < count; i++) connect(`peer-${i}`, i < failing);
}

const out = process.argv[2] || '.';
day(200, 40);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
day(1500, 500);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
