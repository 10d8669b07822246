/* truth
{"ops": 5000, "leaks": [
  {"shape": "unbounded-map", "holder": "ticketsById", "file": "ticket-store.js",
   "class": "Ticket", "at": "ticket-store.js:3:16", "before": 200, "new": 5000}
]}
*/
'use strict';
// Leaks on purpose. The script has a bare name, as bundlers and test runners give it to vm.
const path = require('path');
const v8 = require('v8');
const vm = require('vm');

const source = `(function () {
  class Ticket {
    constructor(id) {
      this.id = id;
      this.note = 'note ' + id;
    }
  }
  const ticketsById = new Map();
  let last = 0;
  globalThis.openTickets = count => {
    for (let i = 0; i < count; i++) {
      ticketsById.set('ticket ' + last, new Ticket(last));
      last++;
    }
  };
})()`;
new vm.Script(source, {filename: 'ticket-store.js'}).runInThisContext();

const out = process.argv[2] || '.';
openTickets(200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
openTickets(5000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
