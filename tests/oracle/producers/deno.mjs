// Sessions in a Map; deno run -A deno.mjs DIRECTORY writes before and after.heapsnapshot, 3,000 sessions apart.
import v8 from 'node:v8';
import process from 'node:process';

class Session {
  constructor(id) {
    this.user = 'user-' + id;
    this.cart = [{sku: 'sku-' + id}];
  }
}

const sessionsById = new Map();

function serve(from, to) {
  for (let id = from; id < to; id++) sessionsById.set('key-' + id, new Session(id));
}

serve(0, 500);
v8.writeHeapSnapshot(`${process.argv[2]}/before.heapsnapshot`);
serve(500, 3500);
v8.writeHeapSnapshot(`${process.argv[2]}/after.heapsnapshot`);
