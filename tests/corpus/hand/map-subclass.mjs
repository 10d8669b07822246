/* truth
{"ops": 1100, "leaks": [
  {"shape": "unbounded-map", "holder": ["geocodes", "#geocodes", "places.#geocodes", "Places.#geocodes"], "file": "map-subclass.mjs",
   "class": "Coordinates", "at": "map-subclass.mjs: class Coordinates", "before": 130, "new": 1100}
]}
*/
// Leaks on purpose: a Map with manners of its own, but without a bound.
import path from 'node:path';
import v8 from 'node:v8';

class CountingMap extends Map {
  hits = 0;
  misses = 0;

  get(key) {
    if (this.has(key)) this.hits++;
    else this.misses++;
    return super.get(key);
  }
}

class Coordinates {
  constructor(address, latitude, longitude) {
    this.address = address;
    this.latitude = latitude;
    this.longitude = longitude;
  }
}

class Places {
  #geocodes = new CountingMap();

  find(address) {
    let found = this.#geocodes.get(address);
    if (!found) this.#geocodes.set(address, found = new Coordinates([address], address.length + 0.1, address.length + 0.2));
    return found;
  }

  get hitRate() {
    return this.#geocodes.hits / (this.#geocodes.hits + this.#geocodes.misses);
  }
}

export const places = new Places();

function drive(from, to) {
  for (let i = from; i < to; i++) places.find(`${i} Main Street`);
  return places.hitRate;
}

const out = process.argv[2] ?? '.';
drive(0, 130);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
drive(130, 1230);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
