/* truth
{"ops": 700, "leaks": [
  {"shape": "promise-reactions", "holder": ["closing", "server.closing", "Server.closing", "close", "server.close"], "file": "promise-race.mjs",
   "class": ["Promise", "PromiseReaction", "Reply", "()", "(closure)", "Function"], "before": 100, "new": 700}
]}
*/
// Leaks on purpose: each request races against the promise of the server's end, which keeps the reactions of all races.
import path from 'node:path';
import v8 from 'node:v8';

class Reply {
  constructor(number) {
    this.body = `reply ${number}`;
    this.lines = [`first line of ${number}`, `second line of ${number}`];
  }
}

class Server {
  constructor() {
    this.closing = new Promise(resolve => {
      this.close = resolve;
    });
  }

  async answer(number) {
    // Gives the reply, unless the server ends first.
    return Promise.race([this.closing, Promise.resolve(new Reply(number))]);
  }
}

export const server = new Server();

async function load(from, to) {
  for (let i = from; i < to; i++) await server.answer(i);
}

const out = process.argv[2] ?? '.';
await load(0, 100);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
await load(100, 800);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
