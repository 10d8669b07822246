'use strict';
// One process, two snapshots, each in an inspector session of its own: V8 numbers its objects anew.
//
//   node sessions.cjs DIRECTORY
//
// writes before and after.heapsnapshot; there are 3,000 sessions more in the second.
const fs = require('fs');
const inspector = require('inspector');
const path = require('path');

class Session {
  constructor(id) {
    this.id = id;
    this.user = 'user-' + id;
    this.cart = [{sku: 'sku-' + id, quantity: 1}];
  }
}

const sessionsById = new Map();

function serve(from, to) {
  for (let id = from; id < to; id++) sessionsById.set('key-' + id, new Session(id));
}

function write(file) {
  const session = new inspector.Session();
  const fd = fs.openSync(file, 'w');
  session.connect();
  session.on('HeapProfiler.addHeapSnapshotChunk', message => fs.writeSync(fd, message.params.chunk));
  return new Promise((resolve, reject) => session.post('HeapProfiler.takeHeapSnapshot', null, error => {
    fs.closeSync(fd);
    session.disconnect();
    error ? reject(error) : resolve();
  }));
}

async function main() {
  const directory = process.argv[2] || '.';
  serve(0, 500);
  await write(path.join(directory, 'before.heapsnapshot'));
  serve(500, 3500);
  await write(path.join(directory, 'after.heapsnapshot'));
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
