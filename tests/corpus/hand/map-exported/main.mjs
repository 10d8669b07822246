/* truth
{"ops": 1800, "leaks": [
  {"shape": "unbounded-map", "holder": "quotesByKey", "file": "quotes.mjs",
   "class": "{symbol, key, bid, ask, source}", "before": 300, "new": 1800}
]}
*/
// Leaks on purpose: a cache with the minute in its key, so that no entry is ever hit again.
import path from 'node:path';
import v8 from 'node:v8';
import {quote, quotesByKey} from './quotes.mjs';

let minute = 0;

export function tick(count) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += quote('ACME', minute++).bid;
  return sum / count;
}

export function statistics() {
  return {quotes: quotesByKey.size};
}

const out = process.argv[2] ?? '.';
tick(300);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
tick(1800);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
