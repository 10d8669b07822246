/* truth
{"ops": 2000, "leaks": [], "verdict": "nothing-grew"}
*/
// Control: sessions that are deleted when they end, through timers that fire, promises that settle and a
// FinalizationRegistry that is told.
import path from 'node:path';
import v8 from 'node:v8';

const sessions = new Map();
const ended = {count: 0};
const registry = new FinalizationRegistry(() => {
  ended.count++;
});

class Session {
  constructor(id) {
    this.id = id;
    this.data = {basket: [`article for ${id}`]};
  }
}

async function visit(id) {
  const session = new Session(id);
  sessions.set(id, session);
  registry.register(session, 'session');
  await new Promise(resolve => setImmediate(resolve));
  session.data.basket.push('another one');
  await Promise.race([Promise.resolve(session), new Promise(resolve => setImmediate(resolve))]);
  sessions.delete(id);
}

export const online = () => sessions.size;

async function day(from, to) {
  for (let i = from; i < to; i += 50) {
    await Promise.all(Array.from({length: 50}, (_, k) => visit(`session-${i + k}`)));
  }
}

const out = process.argv[2] ?? '.';
await day(0, 2000);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
await day(2000, 4000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
