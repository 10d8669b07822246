/* truth
{"report": "janl/mustache.js#818", "packages": {"mustache": "4.2.0"}, "mended": {"use": "templateCache set to undefined"}, "ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": ["_cache", "templateCache"], "class": "Array", "before": 300, "new": 1000, "in_heap": 4000, "in_heap_before": 1300}
]}
*/
'use strict';
// Letters whose templates are put together for each customer. A template is parsed once, and
// kept under its own text.
const Mustache = require('mustache');
const {each, isMended, run} = require('./harness.cjs');

if (isMended) Mustache.templateCache = undefined;

function write(number) {
  return Mustache.render(`Dear customer ${number}, you owe us {{amount}}.`, {amount: number % 100});
}

run({ops: 1000, grow: each(write)});
