/* truth
{"ops": 500, "leaks": [
  {"shape": "event-listeners", "holder": ["#events", "player.#events", "Player.#events"], "event": "ended", "file": "listeners-first-one.mjs",
   "class": "advance()", "at": "listeners-first-one.mjs: advance = ()", "new": 500}
]}
*/
// Leaks on purpose: one listener before, when a lone listener is not yet in an array; then hundreds.
import {EventEmitter} from 'node:events';
import path from 'node:path';
import v8 from 'node:v8';

class Player {
  #events = new EventEmitter({captureRejections: false}).setMaxListeners(0);
  playlists = 0;

  load(titles) {
    const queue = titles.map(title => ({title, played: false}));
    const advance = () => {
      const next = queue.find(({played}) => !played);
      if (next) next.played = true;
    };
    this.#events.on('ended', advance);
    this.playlists++;
  }

  end() {
    this.#events.emit('ended');
  }
}

export const player = new Player();

function evening(from, to) {
  for (let i = from; i < to; i++) player.load([`song ${i}`, `encore ${i}`]);
  player.end();
}

const out = process.argv[2] ?? '.';
evening(0, 1);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
evening(1, 501);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
