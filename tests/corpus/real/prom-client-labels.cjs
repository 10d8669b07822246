/* truth
{"report": "siimon/prom-client#420", "packages": {"prom-client": "14.2.0"}, "mended": {"use": "the route, where the path was"}, "ops": 1000, "leaks": [
  {"shape": "object-dictionary", "holder": "hashMap", "class": ["{value, labels}", "{labels, value}"], "before": 300, "new": 1000}
]}
*/
'use strict';
// Requests are counted by their path, and each order has a path of its own.
const {Counter} = require('prom-client');
const {each, isMended, run} = require('./harness.cjs');

const requests = new Counter({name: 'requests_total', help: 'requests', labelNames: ['path', 'status']});

function handle(number) {
  requests.inc({path: isMended ? '/orders/:id' : `/orders/${number}`, status: '200'});
}

run({ops: 1000, grow: each(handle)});

module.exports = {handle};
