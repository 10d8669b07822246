/* truth
{"ops": 3000, "leaks": [
  {"shape": ["unbounded-map", "unbounded-array"], "holder": "eventsByTenant", "file": "map-of-arrays.cjs",
   "class": "{tenant, kind, payload}", "before": 200, "new": 3000}
]}
*/
'use strict';
// Leaks on purpose: the Map has twenty keys and stays so; it is the arrays in it that grow.
const path = require('path');
const v8 = require('v8');

const eventsByTenant = new Map();

function record(tenant, kind, payload) {
  let events = eventsByTenant.get(tenant);
  if (!events) {
    events = [];
    eventsByTenant.set(tenant, events);
  }
  events.push({tenant, kind, payload});
}

function countEvents(tenant) {
  return eventsByTenant.get(tenant)?.length ?? 0;
}

function run(count) {
  for (let i = 0; i < count; i++) record(`tenant-${i % 20}`, i % 3 ? 'click' : 'view', [`element-${i}`]);
  return countEvents('tenant-0');
}

module.exports = {record, countEvents};

const out = process.argv[2] || '.';
run(200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
run(3000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
