/* truth
{"ops": 1200, "leaks": [
  {"shape": "unbounded-map", "holder": ["thumbnails", "thumbnails.#entries", "LruCache.#entries", "#entries"],
   "file": "lru-without-max.mjs", "class": ["Entry", "Thumbnail"],
   "at": ["lru-without-max.mjs: class Entry", "lru-without-max.mjs: class Thumbnail"], "before": 300, "new": 1200}
]}
*/
// Leaks on purpose: a least-recently-used cache, made without the option that bounds it.
import path from 'node:path';
import v8 from 'node:v8';

class Entry {
  constructor(key, value) {
    this.key = key;
    this.value = value;
    this.newer = null;
    this.older = null;
  }
}

class LruCache {
  #entries = new Map();
  #newest = null;
  #oldest = null;
  #max;

  constructor({max = Infinity} = {}) {
    this.#max = max;
  }

  get(key) {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#unlink(entry);
    this.#push(entry);
    return entry.value;
  }

  set(key, value) {
    const entry = new Entry(key, value);
    this.#entries.set(key, entry);
    this.#push(entry);
    if (this.#entries.size > this.#max) {
      this.#entries.delete(this.#oldest.key);
      this.#unlink(this.#oldest);
    }
  }

  #push(entry) {
    entry.older = this.#newest;
    if (this.#newest) this.#newest.newer = entry;
    this.#newest = entry;
    this.#oldest ??= entry;
  }

  #unlink(entry) {
    if (entry.newer) entry.newer.older = entry.older;
    else this.#newest = entry.older;
    if (entry.older) entry.older.newer = entry.newer;
    else this.#oldest = entry.newer;
    entry.newer = entry.older = null;
  }
}

class Thumbnail {
  constructor(image) {
    this.image = image;
    this.data = Array.from({length: 16}, (_, i) => `pixel ${i}`);
  }
}

const thumbnails = new LruCache();
const colours = new LruCache({max: 50});

export function thumbnailOf(image) {
  let thumbnail = thumbnails.get(image);
  if (!thumbnail) thumbnails.set(image, thumbnail = new Thumbnail(image));
  return thumbnail;
}

export function colourOf(image) {
  if (!colours.get(image)) colours.set(image, {main: `colour of ${image}`});
  return colours.get(image).main;
}

function gallery(from, to) {
  for (let i = from; i < to; i++) {
    thumbnailOf(`image-${i}.jpg`);
    colourOf(`image-${i}.jpg`);
  }
}

const out = process.argv[2] ?? '.';
gallery(0, 300);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
gallery(300, 1500);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
