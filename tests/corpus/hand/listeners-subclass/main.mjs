/* truth
{"ops": 1000, "leaks": [
  {"shape": "event-listeners", "holder": "config", "event": "change", "file": ["config.mjs", "main.mjs"],
   "class": "()", "at": "main.mjs: (name, value) => {", "before": 80, "new": 500}
]}
*/
// Leaks on purpose: a client listens for changes of the configuration for ever, though it is soon gone.
import path from 'node:path';
import v8 from 'node:v8';
import {config} from './config.mjs';

class Client {
  constructor(host) {
    this.host = host;
    this.timeout = config.get('timeout');
    this.log = [`connecting to ${host}`];
    config.on('change', (name, value) => {
      if (name === 'timeout') this.timeout = value;
    });
  }

  request(what) {
    this.log.push(`${what} within ${this.timeout} ms`);
    return this.log.length;
  }
}

let served = 0;

export function serve(count) {
  for (let i = 0; i < count; i++, served++) {
    // One client serves two requests.
    if (served % 2) continue;
    new Client(`host-${served}.example`).request('/status');
  }
  config.set('timeout', 400 + served % 7);
}

const out = process.argv[2] ?? '.';
serve(160);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
serve(1000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
