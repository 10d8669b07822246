/* truth
{"ops": 300, "leaks": [], "verdict": "nothing-grew", "noise": 400}
*/
'use strict';
// Control: the program's own modules are loaded when first asked for, each with its tables and classes.
const path = require('path');
const v8 = require('v8');

const commands = {
  convert: () => require('./convert.cjs'),
  format: () => require('./format.cjs'),
  parse: () => require('./parse.cjs'),
};

function run(command, ...args) {
  return commands[command]().run(...args);
}

function work(count) {
  let length = 0;
  for (let i = 0; i < count; i++) {
    const tokens = run('parse', `${i} km + ${i * 2} m`);
    length += run('format', run('convert', tokens)).length;
  }
  return length;
}

module.exports = {run};

const out = process.argv[2] || '.';
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(300);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
