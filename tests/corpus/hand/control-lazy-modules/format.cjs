'use strict';

const units = [
  {name: 'kilometres', at: 1000},
  {name: 'metres', at: 1},
  {name: 'centimetres', at: 0.01},
];

exports.run = length => {
  const {name, at} = units.find(unit => length.metres >= unit.at) ?? units[1];
  return `${(length.metres / at).toFixed(2)} ${name}`;
};
