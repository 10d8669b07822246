/* truth
{"ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": ["state.players", "players"], "file": "dictionary-numeric-keys.cjs",
   "class": "{name, inventory, position}", "before": 160, "new": 1000}
]}
*/
'use strict';
// Leaks on purpose: players under their numbers, in an object; who leaves, stays.
const path = require('path');
const v8 = require('v8');

const state = {started: Date.now(), players: {}, online: 0};

function join(number) {
  state.players[number] = {name: `player ${number}`, inventory: ['map', 'lamp'], position: {x: 0.5, y: 1.5}};
  state.online++;
}

function leave() {
  state.online--;
}

exports.find = number => state.players[number];

function evening(from, to) {
  // Numbers with gaps, as a database gives them out.
  for (let i = from; i < to; i++) {
    join(i * 37 + 1000);
    leave();
  }
}

const out = process.argv[2] || '.';
evening(0, 160);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
evening(160, 1160);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
