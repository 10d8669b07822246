'use strict';
// As they are now: tests replace timers by their own.
const {setImmediate} = require('node:timers');
const v8 = require('node:v8');
const vm = require('node:vm');

let collector;

/** The garbage collector: exposed by --expose-gc, or by a flag set now, which a context made after that has. */
function collectGarbage() {
  if (!collector) {
    collector = globalThis.gc;
    if (typeof collector !== 'function') {
      v8.setFlagsFromString('--expose-gc');
      collector = vm.runInNewContext('gc');
    }
  }
  collector();
}

const roundsMin = 3;
const roundsMax = 20;

/**
 * Lets what is pending end, and collects garbage, until the heap no longer shrinks: reactions of promises, finalizers
 * and weak references take a turn of the event loop each.
 */
exports.settle = async () => {
  let smallest = Infinity;
  for (let round = 0; round < roundsMax; round++) {
    await new Promise(resolve => setImmediate(resolve));
    collectGarbage();
    const {heapUsed} = process.memoryUsage();
    if (round + 1 >= roundsMin && heapUsed >= smallest) break;
    smallest = Math.min(smallest, heapUsed);
  }
};

/** Settles, and writes a snapshot of this thread's heap to `file`. Resolves to the file. */
exports.takeSnapshot = async file => {
  if (typeof file !== 'string' || file === '') throw new TypeError('takeSnapshot needs the path of a file');
  await exports.settle();
  return v8.writeHeapSnapshot(file);
};
