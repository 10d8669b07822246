/* truth
{"report": "ajv-validator/ajv#1413", "packages": {"ajv": "8.17.1"}, "mended": {"packages": {"ajv": "6.12.6"}}, "ops": 600, "leaks": [
  {"shape": "unbounded-map", "holder": ["_cache", "_values.validate", "_values.schema"],
   "class": ["SchemaEnv", "ValueScopeName"], "before": [101, 103], "new": 600, "in_heap_before": 103}
]}
*/
'use strict';
// A schema comes with each request and is compiled. It is a new object each time, though all
// are alike; and what was compiled is found again by the object, no longer by its text.
const Ajv = require('ajv');
const {each, run} = require('./harness.cjs');

const ajv = new Ajv();

function handle(number) {
  const schema = {type: 'object', properties: {order: {type: 'integer'}, note: {type: 'string', maxLength: 80}}, required: ['order']};
  const validate = ajv.compile(schema);
  if (!validate({order: number})) throw new Error(ajv.errorsText(validate.errors));
}

run({ops: 600, before: 100, grow: each(handle)});

module.exports = {handle};
