/* truth
{"ops": 1500, "leaks": [
  {"shape": "duplicate-strings", "holder": "agents", "file": "duplicate-strings.cjs",
   "class": "(string)", "before": 150, "new": 1500}
]}
*/
'use strict';
// Leaks on purpose: there are three browsers in this world, but each request brings their names anew.
const path = require('path');
const v8 = require('v8');

const browsers = ['Firefox/128.0', 'Chrome/126.0', 'Safari/17.5']
  .map(name => `Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 ${name} with a long tail of words that browsers add`);
const wire = browsers.map(name => Buffer.from(name));
const agents = [];

function parseHeader(bytes) {
  return bytes.toString('latin1');
}

function count(request) {
  agents.push(parseHeader(request.agent));
}

exports.statistics = () => {
  const sums = new Map();
  for (const agent of agents) sums.set(agent, (sums.get(agent) ?? 0) + 1);
  return [...sums.values()];
};

function serve(requests) {
  for (let i = 0; i < requests; i++) count({agent: wire[i % 20 ? 0 : i % 3]});
}

const out = process.argv[2] || '.';
serve(150);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(1500);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
