/* truth
{"report": "remix-run/react-router#15247", "packages": {"@react-router/node": "7.18.0", "react-router": "7.18.0", "react": "19.1.0", "react-dom": "19.1.0"},
 "mended": {"packages": {"@react-router/node": "7.15.0", "react-router": "7.15.0", "react": "19.1.0", "react-dom": "19.1.0"}}, "ops": 1000, "leaks": [
  {"shape": "promise-reactions", "holder": "writableErrorPromise", "file": ["index.mjs", "index.js"],
   "class": ["PromiseReaction", "Promise", "()"], "before": [302, 301, 300], "new": 1000, "in_heap_before": 600, "in_heap": 2000}
]}
*/
'use strict';
// An answer that streams for hours. Each piece races against the promise of an error of the
// connection, which keeps what was raced.
const {Writable} = require('node:stream');
const {ReadableStream} = require('node:stream/web');
const {writeReadableStreamToWritable} = require('@react-router/node');
const {each, run, turn} = require('./harness.cjs');

let controller;
const events = new ReadableStream({start: own => controller = own});
let written = 0;
const connection = new Writable({write: (chunk, encoding, callback) => callback(null, written += chunk.length)});
const streaming = writeReadableStreamToWritable(events, connection);

async function send(number) {
  controller.enqueue(Buffer.from(`event ${number}\n`));
  await turn();
}

run({ops: 1000, grow: each(send)});

module.exports = {connection, streaming};
