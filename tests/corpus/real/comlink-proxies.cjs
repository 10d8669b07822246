/* truth
{"report": "GoogleChromeLabs/comlink#63", "packages": {"comlink": "4.3.1"}, "mended": {"packages": {"comlink": "4.4.1"}}, "ops": 300, "leaks": [
  {"shape": "native-handles", "holder": ["MessagePort", "Worker"], "kind": "native handle",
   "class": "MessagePort", "before": 202, "new": 600, "in_heap_before": 203}
]}
*/
'use strict';
// A callback is handed to the other side for each job. A pair of ports is made for it, and
// stays open when both sides have forgotten it.
const Comlink = require('comlink');
const {each, run} = require('./harness.cjs');

const {port1, port2} = new MessageChannel();
Comlink.expose({
  async work(number, report) {
    await report(`job ${number} is done`);
    return number;
  },
}, port1);
const jobs = Comlink.wrap(port2);

let lastReport = '';
run({ops: 300, before: 100, grow: each(number => jobs.work(number, Comlink.proxy(text => lastReport = text)))});
