// Sessions in an array, in an object and in a Map; bun bun.mjs DIRECTORY writes before and
// after.heapsnapshot, 3,000 sessions apart in each, and own.json, a snapshot in JavaScriptCore's own form.
import fs from 'node:fs';

class Session {
  constructor(id) {
    this.user = 'user-' + id;
    this.cart = [{sku: 'sku-' + id}];
  }
}

globalThis.sessions = [];
globalThis.byKey = {};
globalThis.table = new Map();

function serve(from, to) {
  for (let id = from; id < to; id++) {
    sessions.push(new Session(id));
    byKey['key-' + id] = new Session(id);
    table.set('key-' + id, new Session(id));
  }
}

function write(name) {
  Bun.gc(true);
  fs.writeFileSync(`${process.argv[2]}/${name}.heapsnapshot`, Bun.generateHeapSnapshot('v8'));
}

serve(0, 500);
write('before');
serve(500, 3500);
write('after');
fs.writeFileSync(`${process.argv[2]}/own.json`, JSON.stringify(Bun.generateHeapSnapshot()));
