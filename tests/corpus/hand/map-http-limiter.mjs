/* truth
{"ops": 500, "leaks": [
  {"shape": "unbounded-map", "holder": ["#buckets", "limiter.#buckets", "RateLimiter.#buckets"], "file": "map-http-limiter.mjs",
   "class": "Bucket", "at": "map-http-limiter.mjs: class Bucket", "before": 150, "new": 500}
]}
*/
// Leaks on purpose: a rate limiter with a bucket for each client, and every client is a new one.
import http from 'node:http';
import path from 'node:path';
import v8 from 'node:v8';

class Bucket {
  constructor(client, capacity) {
    this.client = client;
    this.tokens = capacity;
    this.refilledAt = performance.now();
    this.recent = new Array(4).fill(client);
  }
}

class RateLimiter {
  #buckets = new Map();

  allow(client) {
    let bucket = this.#buckets.get(client);
    if (!bucket) this.#buckets.set(client, bucket = new Bucket(client, 10));
    return bucket.tokens-- > 0;
  }
}

const limiter = new RateLimiter();

const server = http.createServer((request, response) => {
  if (!limiter.allow(request.headers['x-client'])) {
    response.writeHead(429).end();
    return;
  }
  response.end(JSON.stringify({path: request.url}));
});

function get(agent, client) {
  return new Promise((resolve, reject) => {
    http.get({port: server.address().port, agent, path: '/items', headers: {'x-client': client}}, response => {
      response.resume().on('end', resolve);
    }).on('error', reject);
  });
}

async function load(agent, from, to) {
  for (let i = from; i < to; i++) await get(agent, `client-${i}`);
}

await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
const agent = new http.Agent({keepAlive: true, maxSockets: 1});
const out = process.argv[2] ?? '.';
await load(agent, 0, 150);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
await load(agent, 150, 650);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
agent.destroy();
server.close();
