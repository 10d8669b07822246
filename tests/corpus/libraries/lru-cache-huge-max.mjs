/* truth
{"ops": 2000, "leaks": [
  {"shape": ["unbounded-map", "unbounded-array"], "holder": ["thumbnails", "#valList", "#keyMap", "#keyList"],
   "class": "Thumbnail", "at": "lru-cache-huge-max.mjs: class Thumbnail", "before": 400, "new": 2000}
]}
*/
// A maximum so large that it never takes effect: somebody counted bytes, the library entries.
// This is the build that is not minified.
import {LRUCache} from 'lru-cache/raw';
import harness from './harness.cjs';

class Thumbnail {
  constructor(picture) {
    this.picture = picture;
    this.path = `/thumbnails/${picture}.webp`;
    this.size = {width: '120', height: '80'};
  }
}

const thumbnails = new LRUCache({max: 50_000});

export function thumbnailOf(picture) {
  let thumbnail = thumbnails.get(picture);
  if (!thumbnail) thumbnails.set(picture, thumbnail = new Thumbnail(picture));
  return thumbnail;
}

await harness.run({
  ops: 2000,
  async grow(from, to) {
    for (let i = from; i < to; i++) thumbnailOf(`picture-${i}`);
  },
});
