/* truth
{"report": "winstonjs/winston#1620", "packages": {"winston": "3.11.0"}, "mended": {"use": "child loggers of one"}, "ops": 600, "leaks": [
  {"shape": "event-listeners", "holder": ["transport", "sink"], "event": ["error", "warn", "unpipe", "drain", "finish", "close"],
   "class": ["onunpipe()", "onerror()", "onclose()", "onfinish()", "pipeOnDrainFunctionResult()"],
   "at": ["_stream_readable.js:585", "_stream_readable.js:646", "_stream_readable.js:657", "_stream_readable.js:662"], "before": 101, "new": 600}
]}
*/
'use strict';
// A logger for each request, all of which write through one transport. Each listens there, for
// as long as the transport lives.
const {Writable} = require('node:stream');
const winston = require('winston');
const {each, isMended, run} = require('./harness.cjs');

const transport = new winston.transports.Stream({stream: new Writable({write: (chunk, encoding, callback) => callback()})});
transport.setMaxListeners(0);
const shared = winston.createLogger({transports: [transport]});

function handle(number) {
  const logger = isMended ? shared.child({request: number}) : winston.createLogger({defaultMeta: {request: number}, transports: [transport]});
  logger.info('paid');
}

run({ops: 600, before: 100, grow: each(handle)});

module.exports = {handle};
