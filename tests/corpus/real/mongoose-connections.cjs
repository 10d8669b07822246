/* truth
{"report": "Automattic/mongoose#2337", "packages": {"mongoose": "5.13.20"}, "mended": {"packages": {"mongoose": "7.6.3"}}, "ops": 400, "leaks": [
  {"shape": "unbounded-array", "holder": "connections", "class": "NativeConnection", "before": 101, "new": 400}
]}
*/
'use strict';
// A connection for each customer's database, closed after the request. The package keeps them
// all, beside the one that it begins with.
const mongoose = require('mongoose');
const {each, run} = require('./harness.cjs');

async function handle(number) {
  const connection = mongoose.createConnection();
  connection.set('customer', `customer ${number}`);
  await (connection.destroy ? connection.destroy() : connection.close());
}

run({ops: 400, before: 100, grow: each(handle)});
