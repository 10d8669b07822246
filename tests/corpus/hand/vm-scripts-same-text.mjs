/* truth
{"ops": 1000, "leaks": [
  {"shape": ["unbounded-array", "event-listeners"], "holder": "hooks", "file": "vm-scripts-same-text.mjs",
   "class": "onReload()", "before": 200, "new": 1000}
]}
*/
// Leaks on purpose: a plugin is read and run again on each reload, and each time the same text becomes a script of its
// own, which leaves its function in a list.
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';

const hooks = [];
const text = `
hooks.push(function onReload(settings) {
  return Object.keys(settings).map(key => key + '=' + settings[key]).join('&');
});`;
globalThis.hooks = hooks;

function reload() {
  new vm.Script(text, {filename: '/srv/app/plugins/query.js'}).runInThisContext();
}

export const announce = settings => hooks.map(hook => hook(settings));
export {reload};

function work(count) {
  for (let i = 0; i < count; i++) reload();
}

const out = process.argv[2] ?? '.';
work(200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(1000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
