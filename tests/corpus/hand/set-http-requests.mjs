/* truth
{"ops": 300, "leaks": [
  {"shape": "unbounded-set", "holder": "inFlight", "file": "set-http-requests.mjs",
   "class": "IncomingMessage", "before": 100, "new": 300}
]}
*/
// Leaks on purpose: requests that are under way are to be waited for at shutdown, so they are noted; those that end
// are taken out on 'aborted', which is not how most of them end.
import http from 'node:http';
import path from 'node:path';
import v8 from 'node:v8';

const inFlight = new Set();

const server = http.createServer((request, response) => {
  inFlight.add(request);
  request.on('aborted', () => inFlight.delete(request));
  response.end(`${inFlight.size}`);
});

function get(agent) {
  return new Promise((resolve, reject) => {
    http.get({port: server.address().port, agent}, response => response.resume().on('end', resolve)).on('error', reject);
  });
}

async function load(agent, count) {
  for (let i = 0; i < count; i++) await get(agent);
  // Until the last request has been tidied away.
  await new Promise(resolve => setTimeout(resolve, 50));
}

await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const agent = new http.Agent({keepAlive: true, maxSockets: 1});
const out = process.argv[2] ?? '.';
await load(agent, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
await load(agent, 300);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
agent.destroy();
server.close();
