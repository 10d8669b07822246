/* truth
{"report": "winstonjs/winston#2114", "packages": {"winston": "3.7.2"}, "mended": {"use": "with a transport"}, "ops": 1000, "leaks": [
  {"shape": "linked-list", "holder": ["_writableState", "bufferedRequest", "lastBufferedRequest", "logger"],
   "class": "{chunk, encoding, isBuf, callback, next}", "before": 283, "new": 1000, "in_heap_before": 284}
]}
*/
'use strict';
// A logger without a transport, as tests have one. It is a stream that nobody reads, so all
// that is written waits in its buffer. (Sixteen entries are further on, in the buffer to be
// read, and one is on its way there.)
const {Writable} = require('node:stream');
const winston = require('winston');
const {each, isMended, run} = require('./harness.cjs');

console.error = () => {};  // it does complain, once a line
const sink = new Writable({write: (chunk, encoding, callback) => callback()});
const logger = winston.createLogger({
  level: 'info',
  transports: isMended ? [new winston.transports.Stream({stream: sink})] : [],
});

function handle(number) {
  logger.info(`order ${number} has been paid`, {order: number, customer: `customer ${number % 50}`});
}

run({ops: 1000, grow: each(handle)});

module.exports = {handle};
