/* truth
{"ops": 5000, "leaks": [], "verdict": "nothing-grew"}
*/
'use strict';
// Control: particles are taken from a pool and given back; the pool was as large before.
const path = require('path');
const v8 = require('v8');

class Particle {
  constructor() {
    this.x = 0.5;
    this.y = 0.5;
    this.label = '';
    this.trail = [];
  }

  reset(label) {
    this.label = label;
    this.trail.length = 0;
    return this;
  }
}

const free = [];
const alive = new Set();

function acquire(label) {
  const particle = (free.pop() ?? new Particle()).reset(label);
  alive.add(particle);
  return particle;
}

function release(particle) {
  alive.delete(particle);
  free.push(particle);
}

function frame(number) {
  const batch = [];
  for (let i = 0; i < 200; i++) {
    const particle = acquire(`particle ${i} of frame ${number}`);
    particle.trail.push(number);
    batch.push(particle);
  }
  batch.forEach(release);
}

module.exports = {acquire, release};

function animate(from, to) {
  for (let number = from; number < to; number++) frame(number);
}

const out = process.argv[2] || '.';
animate(0, 20);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
animate(20, 45);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
