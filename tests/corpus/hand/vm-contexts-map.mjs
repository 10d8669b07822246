/* truth
{"ops": 60, "leaks": [
  {"shape": "unbounded-map", "holder": "sandboxes", "file": "vm-contexts-map.mjs",
   "class": "Sandbox", "at": "vm-contexts-map.mjs: class Sandbox", "before": 40, "new": 60}
]}
*/
// Leaks on purpose: rules that customers write run in a sandbox, which is kept by the version of the rule, so that the
// next event finds it. Nobody forgets the old versions.
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';

class Sandbox {
  constructor(tenant) {
    this.tenant = tenant;
    this.log = [];
  }
}

const sandboxes = new Map();

function sandboxFor(tenant, version) {
  const key = `${tenant}@${version}`;
  let sandbox = sandboxes.get(key);
  if (!sandbox) {
    sandbox = vm.createContext(new Sandbox(tenant));
    vm.runInContext('function decide(event) { log.push(event.kind); return event.amount > 10 ? "ask" : "grant"; }', sandbox);
    sandboxes.set(key, sandbox);
  }
  return sandbox;
}

export function decide(tenant, version, event) {
  return sandboxFor(tenant, version).decide(event);
}

function work(from, to) {
  for (let i = from; i < to; i++) decide('acme', i, {kind: 'payment', amount: i});
}

const out = process.argv[2] ?? '.';
work(0, 40);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(40, 100);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
