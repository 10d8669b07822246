/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-map", "holder": "perUser", "file": "map-of-small-maps.cjs",
   "class": "Map", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: each user's settings, never forgotten when the user leaves: a Map whose entries are Maps again.
const path = require('path');
const v8 = require('v8');

const perUser = new Map();

function greet(user) {
  if (!perUser.has(user)) perUser.set(user, new Map([['theme', {name: 'dark', owner: user}]]));
  return perUser.get(user).get('theme').name;
}

exports.greet = greet;

function serve(from, to) {
  for (let i = from; i < to; i++) greet(`user-${i}`);
}

const out = process.argv[2] || '.';
serve(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
