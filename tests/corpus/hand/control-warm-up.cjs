/* truth
{"ops": 200, "leaks": [], "verdict": "grew-unnamed", "noise": 3000}
*/
'use strict';
// Control: between the snapshots the program wakes up. Modules are loaded, functions compiled and optimised, classes,
// hidden classes and regular expressions made; all of it once.
const path = require('path');
const v8 = require('v8');

const lazy = {};

function load(name) {
  return lazy[name] ??= require(name);
}

class Shape {
  area() {
    return 0;
  }
}

class Circle extends Shape {
  constructor(radius) {
    super();
    this.radius = radius;
  }

  area() {
    return Math.PI * this.radius ** 2;
  }
}

class Square extends Shape {
  constructor(side) {
    super();
    this.side = side;
  }

  area() {
    return this.side ** 2;
  }
}

// Many kinds of objects for one access: each gets a hidden class of its own.
function describe(number) {
  const object = {};
  for (let bit = 0; bit < 6; bit++) {
    if (number & 1 << bit) object[`property${bit}`] = number;
  }
  object.name = `object ${number}`;
  return object;
}

function nameOf(object) {
  return object.name;
}

const patterns = ['^a+$', '(\\d+)-(\\d+)', '[^,]*,?', '\\bword\\b', '(?<year>\\d{4})', '\\s{2,}', '[\\w.]+@[\\w.]+', 'x|y|z'];

function matchAll(text) {
  return patterns.filter(pattern => new RegExp(pattern, 'u').test(text)).length;
}

function compute(round) {
  let sum = 0;
  for (let i = 0; i < 2000; i++) {
    const shape = i % 2 ? new Circle(i) : new Square(i);
    sum += shape.area();
    sum += nameOf(describe((i + round) & 63)).length;
  }
  return sum + matchAll('a word, 2024-05, x@y.z');
}

function wakeUp() {
  const {createHash} = load('crypto');
  const zlib = load('zlib');
  const {URL} = load('url');
  load('readline');
  load('http');
  load('dns');
  const text = JSON.stringify({now: new Date(0).toISOString(), url: new URL('http://a.example/b?c').href});
  const packed = zlib.gzipSync(text);
  const sum = createHash('sha256').update(packed).digest('hex');
  // Code made at run time is compiled like any other.
  const add = new Function('a', 'b', 'return a + b');
  return add(sum.length, new Intl.NumberFormat('en').format(1234.5).length);
}

module.exports = {compute, wakeUp};

const out = process.argv[2] || '.';
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
wakeUp();
for (let round = 0; round < 200; round++) compute(round);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
