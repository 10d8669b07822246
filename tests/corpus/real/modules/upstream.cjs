'use strict';
// A server in a process of its own, so that its side of connections is in no snapshot: it
// begins an answer, and never ends it.
const http = require('node:http');

const server = http.createServer((request, response) => {
  response.writeHead(200, {'content-type': 'text/event-stream'});
  response.write(': welcome\n\n');
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
