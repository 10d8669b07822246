/* truth
{"ops": 1600, "leaks": [
  {"shape": "unbounded-map", "holder": "results", "file": "map-memoize.cjs",
   "class": "Route", "at": "map-memoize.cjs: class Route", "before": 200, "new": 1600}
]}
*/
'use strict';
// Leaks on purpose: memoize() remembers every answer, and each question is new.
const path = require('path');
const v8 = require('v8');

function memoize(compute) {
  const results = new Map();
  return (...args) => {
    const key = JSON.stringify(args);
    if (results.has(key)) return results.get(key);
    const result = compute(...args);
    results.set(key, result);
    return result;
  };
}

class Route {
  constructor(from, to, stops) {
    this.from = from;
    this.to = to;
    this.stops = stops;
  }
}

const findRoute = memoize((from, to) => new Route(from, to, [from, `junction of ${from} and ${to}`, to]));
// Only ever asked with seven arguments.
const zoneOf = memoize(city => ({zone: `zone of ${city}`}));

function plan(count, offset) {
  for (let i = 0; i < count; i++) {
    const city = `city ${i % 7}`;
    zoneOf(city);
    findRoute(city, `address ${offset + i}`);
  }
}

exports.findRoute = findRoute;
exports.zoneOf = zoneOf;

const out = process.argv[2] || '.';
plan(200, 0);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
plan(1600, 200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
