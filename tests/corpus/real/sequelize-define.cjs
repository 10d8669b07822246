/* truth
{"report": "sequelize/sequelize#8913", "packages": {"sequelize": "6.35.2", "mysql2": "3.6.5"}, "mended": {"use": "defined once"}, "ops": 200, "leaks": [
  {"shape": ["object-dictionary", "unbounded-array"], "holder": ["models"], "class": "model()", "at": "sequelize.js:223", "before": 50, "new": 200}
]}
*/
'use strict';
// Each customer has tables with a name of their own, and a model is defined when one of their
// orders is asked for.
const {DataTypes, Sequelize} = require('sequelize');
const {each, isMended, run} = require('./harness.cjs');

const sequelize = new Sequelize({dialect: 'mysql', logging: false});

function modelFor(number) {
  const name = isMended ? 'orders' : `orders_${number}`;
  return sequelize.models[name] ?? sequelize.define(name, {total: DataTypes.INTEGER, note: DataTypes.STRING});
}

run({ops: 200, before: 50, grow: each(number => modelFor(number).getTableName())});

module.exports = {modelFor};
