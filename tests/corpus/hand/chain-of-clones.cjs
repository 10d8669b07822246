/* truth
{"ops": 2000, "leaks": [
  {"shape": ["linked-list", "closure-chain"], "holder": "instance", "file": "chain-of-clones.cjs",
   "class": ["I18n", "Translator", "()"],
   "at": ["chain-of-clones.cjs: class I18n", "chain-of-clones.cjs: class Translator", "chain-of-clones.cjs: (key, ...rest) =>"],
   "before": [200, 201], "new": 2000}
]}
*/
'use strict';
// Leaks on purpose: each request clones the instance of the request before, whose handler the clone carries on.
const path = require('path');
const v8 = require('v8');

class Emitter {
  constructor() {
    this.observers = {};
  }

  on(event, handler) {
    (this.observers[event] ??= []).push(handler);
  }

  emit(event, ...args) {
    for (const handler of this.observers[event] ?? []) handler(...args);
  }
}

class Translator extends Emitter {
  constructor(options) {
    super();
    this.options = options;
  }
}

class I18n extends Emitter {
  constructor(options) {
    super();
    this.options = {...options};
    this.services = {logger: console};
  }

  cloneInstance() {
    const clone = new I18n(this.options);
    clone.translator = new Translator(clone.options);
    clone.translator.on('missing', (key, ...rest) => {
      this.missed = key;
      clone.emit('missing', key, ...rest);
    });
    return clone;
  }
}

let instance = new I18n({language: 'en', namespaces: ['common'], fallback: 'de'});

function answer() {
  instance = instance.cloneInstance();
  return instance.options.language;
}

exports.answer = answer;

function serve(count) {
  for (let i = 0; i < count; i++) answer();
}

const out = process.argv[2] || '.';
serve(200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(2000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
