/* truth
{"report": "chimurai/http-proxy-middleware#782", "packages": {"http-proxy": "1.18.1"}, "mended": {"use": "the request is ended with its client"}, "ops": 400, "leaks": [
  {"shape": "native-handles", "holder": "TCPSocketWrap", "kind": "native handle",
   "class": ["Socket", "ClientRequest"], "before": 100, "new": 400}
]}
*/
'use strict';
// Streams of events through a proxy. When a client leaves, the proxy waits for an event that
// this version of Node no longer sends, and so the other half of the connection stays open.
const {fork} = require('node:child_process');
const {once} = require('node:events');
const http = require('node:http');
const path = require('node:path');
const httpProxy = require('http-proxy');
const {each, isMended, listen, run} = require('./harness.cjs');

const proxy = httpProxy.createProxyServer();
proxy.on('error', () => {});
if (isMended) proxy.on('proxyReq', (proxyReq, req, res) => res.on('close', () => proxyReq.destroy()));

function visit(port, number) {
  return new Promise((resolve, reject) => {
    const request = http.get({agent: false, host: '127.0.0.1', port, path: `/events/${number}`}, response => {
      response.once('data', () => request.destroy());
      response.on('error', () => {}).on('close', resolve);
    });
    request.on('error', reject);
  });
}

async function main() {
  const upstream = fork(path.join(__dirname, 'upstream.cjs'));
  const [target] = await once(upstream, 'message');
  const server = http.createServer((req, res) => proxy.web(req, res, {target: `http://127.0.0.1:${target}`}));
  const port = await listen(server);
  await run({ops: 400, before: 100, grow: each(number => visit(port, number))});
}

main();
