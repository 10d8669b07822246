/* truth
{"ops": 4000, "leaks": [], "verdict": "nothing-grew"}
*/
// Control: a cache that is full before and after, where about half of the entries have been replaced.
import path from 'node:path';
import v8 from 'node:v8';

class Tile {
  constructor(key) {
    this.key = key;
    this.layers = [`roads of ${key}`, `rivers of ${key}`];
    this.used = 0;
  }
}

class TileCache {
  #tiles = new Map();
  #max;

  constructor(max) {
    this.#max = max;
  }

  get(key) {
    let tile = this.#tiles.get(key);
    if (tile) {
      this.#tiles.delete(key);
    } else {
      tile = new Tile(key);
      if (this.#tiles.size >= this.#max) this.#tiles.delete(this.#tiles.keys().next().value);
    }
    this.#tiles.set(key, tile);
    tile.used++;
    return tile;
  }
}

export const cache = new TileCache(600);

function draw(from, to) {
  for (let i = from; i < to; i++) {
    // The town is looked at all the time, the country hardly ever twice.
    cache.get(`town/${i % 300}`);
    if (i % 8 === 0) cache.get(`country/${i}`);
  }
}

const out = process.argv[2] ?? '.';
draw(0, 6000);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
draw(6000, 10000);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
