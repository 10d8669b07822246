/* truth
{"ops": 3000, "leaks": [
  {"shape": "linked-list", "holder": ["newest", "newest.older"], "file": "linked-list-log.mjs",
   "class": "LogEntry", "at": "linked-list-log.mjs: class LogEntry", "before": 200, "new": 3000}
]}
*/
// Leaks on purpose: log entries are chained to the one before, and the chain is never cut.
import path from 'node:path';
import v8 from 'node:v8';

class LogEntry {
  constructor(level, text, older) {
    this.level = level;
    this.text = text;
    this.older = older;
  }
}

let newest = null;
let written = 0;

export function log(level, text) {
  newest = new LogEntry(level, `${++written}: ${text}`, newest);
}

export function lastLines(count) {
  const lines = [];
  for (let entry = newest; entry && lines.length < count; entry = entry.older) lines.push(entry.text);
  return lines;
}

function work(count) {
  for (let i = 0; i < count; i++) log(i % 10 ? 'info' : 'warn', `request took ${i % 90} ms`);
  return lastLines(20).length;
}

const out = process.argv[2] ?? '.';
work(200);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
work(3000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
