/* truth
{"ops": 800, "leaks": [
  {"shape": "weakmap-keys-held", "holder": ["models", "modelsById"], "file": ["weakmap-keys-map.mjs"],
   "class": "Model", "at": "weakmap-keys-map.mjs: class Model", "before": 100, "new": 800}
]}
*/
// Leaks on purpose: private data in a WeakMap, as one did before #fields; the objects themselves stay in a Map.
import path from 'node:path';
import v8 from 'node:v8';

const secrets = new WeakMap();
const modelsById = new Map();

class Secret {
  constructor(id) {
    this.password = `password of ${id}`;
    this.answers = Array.from({length: 12}, (_, i) => `answer ${i} of ${id}`);
    this.history = Array.from({length: 6}, (_, i) => ({login: `login ${i} of ${id}`}));
  }
}

class Model {
  constructor(id) {
    this.id = id;
    secrets.set(this, new Secret(id));
  }

  check(password) {
    return secrets.get(this).password === password;
  }
}

export function load(id) {
  let model = modelsById.get(id);
  if (!model) modelsById.set(id, model = new Model(id));
  return model;
}

function work(from, to) {
  let right = 0;
  for (let i = from; i < to; i++) right += load(`m${i}`).check(`password of m${i}`);
  return right;
}

const out = process.argv[2] ?? '.';
work(0, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(100, 900);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
