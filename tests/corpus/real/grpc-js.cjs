/* truth
{"report": "grpc/grpc-node#1941", "node": "18", "packages": {"@grpc/grpc-js": "1.4.1"}, "mended": {"packages": {"@grpc/grpc-js": "1.6.12"}}, "ops": 400, "leaks": [
  {"shape": "unbounded-array", "holder": "sockets", "file": "channelz.js",
   "class": "{ref, getInfo}", "before": 101, "new": 400}
]}
*/
'use strict';
// A connection for each call, closed after it. The package enters each connection twice into
// the tables that it keeps for diagnosis, and takes it out once.
const grpc = require('@grpc/grpc-js');
const {each, run} = require('./harness.cjs');

const plain = {serialize: text => Buffer.from(text), deserialize: bytes => bytes.toString()};
const service = {
  echo: {
    path: '/echo.Echo/Echo', requestStream: false, responseStream: false,
    requestSerialize: plain.serialize, requestDeserialize: plain.deserialize,
    responseSerialize: plain.serialize, responseDeserialize: plain.deserialize,
  },
};
const Client = grpc.makeGenericClientConstructor(service, 'Echo');

function listen() {
  const server = new grpc.Server();
  server.addService(service, {echo: (call, callback) => callback(null, call.request)});
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) return reject(error);
      server.start();
      resolve(port);
    });
  });
}

function call(port, text) {
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return new Promise((resolve, reject) => {
    client.echo(text, (error, answer) => {
      client.close();
      if (error) reject(error);
      else resolve(answer);
    });
  });
}

async function main() {
  const port = await listen();
  await run({ops: 400, before: 100, rest: 6000, grow: each(number => call(port, `call ${number}`))});
}

main();
