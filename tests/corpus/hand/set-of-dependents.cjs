/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-set", "holder": ["targetMap.get(store).get(\"title\")", "targetMap.get(store)[…]", "targetMap[…]", "targetMap"], "file": "set-of-dependents.cjs",
   "class": "Effect", "at": "set-of-dependents.cjs: class Effect", "before": 200, "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: what is shown of a lasting store subscribes to a key of it, and never unsubscribes. Each one knows
// the subscriptions that it is in, so that there are ways round through those that were subscribed.
const path = require('path');
const v8 = require('v8');

const targetMap = new WeakMap();
const store = {title: 'one', user: 'ann'};

class Effect {
  constructor(run) {
    this.run = run;
    this.deps = [];
  }
}

function track(effect, target, key) {
  let depsMap = targetMap.get(target);
  if (!depsMap) targetMap.set(target, depsMap = new Map());
  let dep = depsMap.get(key);
  if (!dep) depsMap.set(key, dep = new Set());
  dep.add(effect);
  effect.deps.push(dep);
}

function computed(getter) {
  const effect = new Effect(getter);
  track(effect, store, 'title');
  return {effect, get value() { return effect.run(); }};
}

function show(number) {
  const title = computed(() => `${store.title} ${number}`);
  return title.value;
}

exports.store = store;
exports.show = show;

function render(from, to) {
  for (let i = from; i < to; i++) show(i);
}

const out = process.argv[2] || '.';
render(0, 200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
render(200, 2200);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
