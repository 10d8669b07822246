/* truth
{"ops": 400, "leaks": [], "verdict": "nothing-grew"}
*/
// Control: a server in its steady state. Requests come, are answered, and leave nothing.
import http from 'node:http';
import path from 'node:path';
import v8 from 'node:v8';

const routes = new Map([
  ['/items', () => Array.from({length: 20}, (_, id) => ({id, name: `item ${id}`}))],
  ['/health', () => ({ok: true})],
]);
const counters = {requests: 0, errors: 0};

class Context {
  constructor(request) {
    this.url = new URL(request.url, 'http://localhost');
    this.body = [];
  }
}

const server = http.createServer((request, response) => {
  const context = new Context(request);
  counters.requests++;
  request.on('data', chunk => context.body.push(chunk));
  request.on('end', () => {
    const route = routes.get(context.url.pathname);
    if (!route) counters.errors++;
    response.writeHead(route ? 200 : 404, {'content-type': 'application/json'});
    response.end(JSON.stringify(route?.() ?? {error: 'not found', length: Buffer.concat(context.body).length}));
  });
});

function post(agent, route, body) {
  return new Promise((resolve, reject) => {
    http.request({port: server.address().port, agent, path: route, method: 'POST'}, response => {
      response.resume().on('end', resolve);
    }).on('error', reject).end(body);
  });
}

async function load(agent, count) {
  const paths = ['/items', '/health', '/nothing'];
  for (let i = 0; i < count; i++) await post(agent, `${paths[i % 3]}?n=${i}`, `body ${i}`);
}

await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const agent = new http.Agent({keepAlive: true, maxSockets: 2});
const out = process.argv[2] ?? '.';
await load(agent, 600);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
await load(agent, 400);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
agent.destroy();
server.close();
