/* truth
{"ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": ["connection", "db.connection"], "event": "close", "file": "listeners-once.cjs",
   "class": ["onClose()", "bound onceWrapper()", "wrapper()", "native_bind()"], "before": 120, "new": 1000}
]}
*/
'use strict';
// Leaks on purpose: `once` cleans up after itself, but this event never comes.
const EventEmitter = require('events');
const path = require('path');
const v8 = require('v8');

class Connection extends EventEmitter {
  constructor(host) {
    super();
    this.host = host;
    this.sent = 0;
  }

  send(statement) {
    this.sent += statement.length;
  }
}

const connection = new Connection('db.example');
connection.setMaxListeners(0);

function transact(statements, done) {
  const state = {statements, open: true};
  connection.once('close', function onClose() {
    if (state.open) done(new Error('connection closed'));
  });
  statements.forEach(statement => connection.send(statement));
  state.open = false;
  done(null);
}

exports.transact = transact;

let failed = 0;

function work(from, to) {
  for (let i = from; i < to; i++) {
    transact([`insert ${i}`, `commit ${i}`], error => {
      if (error) failed++;
    });
  }
  return failed;
}

const out = process.argv[2] || '.';
work(0, 120);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(120, 1120);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
