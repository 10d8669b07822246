/* truth
{"report": "sequelize/sequelize#2020", "packages": {"sequelize": "1.7.9", "mysql": "2.18.1"}, "mended": {"packages": {"sequelize": "2.0.0", "mysql": "2.18.1"}}, "ops": 300, "leaks": [
  {"shape": "event-listeners", "holder": "process", "event": "exit",
   "class": ["()", "onProcessExit()", "native_bind()", "bound()"], "at": "connector-manager.js:146", "before": 100, "new": 300}
]}
*/
'use strict';
// Each request connects as a database user of its own, and so has an instance of its own.
// Each instance wants to know when the process ends.
const Sequelize = require('sequelize');
const {each, run} = require('./harness.cjs');

process.setMaxListeners(0);

// Nothing listens there; the query need not succeed.
async function handle(number) {
  const sequelize = new Sequelize('shop', `customer-${number}`, 'password', {dialect: 'mysql', host: '127.0.0.1', port: 1, logging: false});
  await sequelize.query('SELECT 1').then(() => {}, () => {});
  sequelize.close?.();
}

run({ops: 300, before: 100, rest: 1500, grow: each(handle)});
