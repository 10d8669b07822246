/* truth
{"ops": 600, "leaks": [
  {"shape": "timers", "kind": "timers", "delay": 3600000,
   "class": "pollStatus()", "at": "timers-beside-others.cjs: function pollStatus", "before": 50, "new": 600}
]}
*/
'use strict';
// Leaks on purpose: the progress of each upload is looked at every hour, for ever. The timers of the server's own
// connections, of the same class, come and go beside them.
const path = require('path');
const v8 = require('v8');
const http = require('http');

class Upload {
  constructor(body) {
    this.body = body;
    this.progress = 0;
  }
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', chunk => chunks.push(chunk)).on('end', () => {
    const upload = new Upload(Buffer.concat(chunks).toString('latin1'));
    setInterval(function pollStatus() {
      upload.progress += upload.body.length;
    }, 3600000).unref();
    response.end('ok');
  });
});

const agent = new http.Agent({keepAlive: true, maxSockets: 8});

function send(number) {
  return new Promise((resolve, reject) => {
    const options = {agent, host: '127.0.0.1', port: server.address().port, method: 'POST'};
    const request = http.request(options, response => response.resume().on('end', resolve));
    request.on('error', reject);
    request.end(`body ${number} `.padEnd(20000, 'abcdefgh'[number % 8]));
  });
}

async function load(count) {
  for (let i = 0; i < count; i += 8) {
    await Promise.all(Array.from({length: Math.min(8, count - i)}, (_, k) => send(i + k)));
  }
  await new Promise(resolve => setTimeout(resolve, 100));
}

server.listen(0, '127.0.0.1', async () => {
  const out = process.argv[2] || '.';
  await load(50);
  v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
  await load(600);
  v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
  process.exit(0);
});
