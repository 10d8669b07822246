/* truth
{"ops": 2000, "leaks": [], "verdict": "nothing-grew"}
*/
'use strict';
// Control: listeners that are taken off again, in each of the ways there are.
const {EventEmitter} = require('events');
const path = require('path');
const v8 = require('v8');

const bus = new EventEmitter();
const target = new EventTarget();

class Request {
  constructor(number) {
    this.number = number;
    this.log = [`request ${number}`];
  }

  note(text) {
    this.log.push(text);
  }
}

function handle(number) {
  const request = new Request(number);
  const onTick = () => request.note('tick');
  bus.on('tick', onTick);
  bus.once('end', () => request.note('end'));
  const abort = new AbortController();
  target.addEventListener('tick', () => request.note('target'), {signal: abort.signal});
  bus.emit('tick');
  target.dispatchEvent(new Event('tick'));
  bus.emit('end');
  bus.off('tick', onTick);
  abort.abort();
  return request.log.length;
}

module.exports = {handle, bus, target};

function serve(from, to) {
  for (let i = from; i < to; i++) handle(i);
}

async function main() {
  const out = process.argv[2] || '.';
  serve(0, 1500);
  await new Promise(resolve => setTimeout(resolve, 20));
  v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
  serve(1500, 3500);
  await new Promise(resolve => setTimeout(resolve, 20));
  v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
}

main();
