/* truth
{"report": "axios/axios#3001", "packages": {"axios": "0.21.1"}, "mended": {"packages": {"axios": "0.22.0"}}, "ops": 1000, "leaks": [
  {"shape": "promise-reactions", "holder": ["promise", "token"], "file": ["CancelToken.js", "axios-cancel-token.cjs"],
   "class": "onCanceled()", "at": "http.js:286", "before": 300, "new": 1000}
]}
*/
'use strict';
// One token cancels all requests when the program shuts down. Each request hangs a reaction
// on the token's promise, which stays there after the answer.
const axios = require('axios');
const {each, run, serve} = require('./harness.cjs');

const shutdown = axios.CancelToken.source();
process.once('SIGTERM', () => shutdown.cancel('shutting down'));

async function main() {
  const url = await serve();
  await run({ops: 1000, grow: each(number => axios.get(`${url}/orders/${number}`, {cancelToken: shutdown.token}))});
}

main();
