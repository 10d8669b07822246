/* truth
{"ops": 900, "leaks": [
  {"shape": "unbounded-map", "holder": ["handlers", "default"], "file": ["registry.mjs", "main.mjs"],
   "class": "Handler", "at": "main.mjs: class Handler", "before": 90, "new": 900}
]}
*/
// Leaks on purpose: a default export that every tenant registers a handler with, again for each deployment.
import path from 'node:path';
import v8 from 'node:v8';
import registry from './registry.mjs';

class Handler {
  #calls = 0;

  constructor(tenant, version) {
    this.tenant = tenant;
    this.version = version;
    this.routes = [`/${tenant}`, `/${tenant}/${version}`];
  }

  call() {
    return ++this.#calls;
  }
}

export function deploy(tenant, version) {
  registry.set(`${tenant}@${version}`, new Handler(tenant, version));
}

export function call(tenant, version) {
  return registry.get(`${tenant}@${version}`).call();
}

function work(from, to) {
  for (let i = from; i < to; i++) {
    deploy(`tenant-${i % 5}`, `1.0.${i}`);
    call(`tenant-${i % 5}`, `1.0.${i}`);
  }
}

const out = process.argv[2] ?? '.';
work(0, 90);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(90, 990);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
