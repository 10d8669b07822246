/* truth
{"ops": 1500, "leaks": [
  {"shape": "unbounded-set", "holder": ["#open", "pool.#open", "ConnectionPool.#open"], "file": "set-private.mjs",
   "class": "Connection", "at": "set-private.mjs: class Connection {", "before": 150, "new": 750}
]}
*/
// Leaks on purpose: connections that fail are not given back; every second one does.
import path from 'node:path';
import v8 from 'node:v8';

class Connection {
  constructor(host, number) {
    this.host = host;
    this.label = `connection ${number} to ${host}`;
    this.statements = [];
  }

  query(text) {
    this.statements.push(text);
    if (text.includes('missing')) throw new Error(`no such table: ${text}`);
    return this.statements.length;
  }
}

class ConnectionPool {
  #open = new Set();
  #opened = 0;

  use(work) {
    const connection = new Connection('db.example', ++this.#opened);
    this.#open.add(connection);
    const result = work(connection);
    // What is missing is `finally`.
    this.#open.delete(connection);
    return result;
  }

  get size() {
    return this.#open.size;
  }
}

export const pool = new ConnectionPool();

function work(count) {
  for (let i = 0; i < count; i++) {
    try {
      pool.use(connection => connection.query(i % 2 ? 'select * from missing' : 'select 1'));
    } catch {
      // The page shows an apology.
    }
  }
}

const out = process.argv[2] ?? '.';
work(300);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(1500);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
