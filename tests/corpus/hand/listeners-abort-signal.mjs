/* truth
{"ops": 800, "leaks": [
  {"shape": "event-listeners", "holder": ["shutdown.signal", "shutdown", "signal", "shutdown.#signal"], "event": "abort", "file": "listeners-abort-signal.mjs",
   "class": "cancel()", "at": "listeners-abort-signal.mjs: const cancel", "before": 80, "new": 800}
]}
*/
// Leaks on purpose: each query listens to the signal that aborts all at shutdown, and stays when it is done.
import path from 'node:path';
import v8 from 'node:v8';

process.on('warning', () => {});

export const shutdown = new AbortController();

class Query {
  constructor(text) {
    this.text = text;
    this.rows = [];
    this.cancelled = false;
  }
}

export async function query(text, {signal}) {
  const running = new Query(text);
  const cancel = () => {
    running.cancelled = true;
  };
  signal.addEventListener('abort', cancel);
  await Promise.resolve();
  running.rows.push(`first row of ${text}`, `last row of ${text}`);
  return running.rows.length;
}

async function work(from, to) {
  for (let i = from; i < to; i++) await query(`select ${i}`, shutdown);
}

const out = process.argv[2] ?? '.';
await work(0, 80);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
await work(80, 880);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
