/* truth
{"ops": 5000, "leaks": [
  {"shape": "unbounded-array", "holder": ["metricsOf", "metricsOf.get(tenant)"], "file": "weakmap-of-a-singleton.cjs",
   "class": "Sample", "at": "weakmap-of-a-singleton.cjs: class Sample", "before": 200, "new": 5000}
]}
*/
'use strict';
// Leaks on purpose: samples are kept for as long as their tenant lives, in a WeakMap, and the tenant lives for ever.
const path = require('path');
const v8 = require('v8');

class Sample {
  constructor(at) {
    this.at = at;
    this.value = at / 7;
  }
}

const metricsOf = new WeakMap();
const tenant = {name: 'default'};
metricsOf.set(tenant, []);

function measure(at) {
  metricsOf.get(tenant).push(new Sample(at));
}

exports.measure = measure;

function work(from, to) {
  for (let i = from; i < to; i++) measure(i);
}

const out = process.argv[2] || '.';
work(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(200, 5200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
