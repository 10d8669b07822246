/* truth
{"ops": 1200, "leaks": [
  {"shape": ["unbounded-map", "unbounded-array"], "holder": ["profiles", "#t", "#s", "#i"],
   "class": "Profile", "at": "lru-cache-no-max.cjs: class Profile", "before": 400, "new": 1200}
]}
*/
'use strict';
// lru-cache with a time to live and nothing else: an entry goes only if it is asked for after
// its time, and nobody asks again. The library warns of exactly this. Its package gives out
// minified code, where the lists of values and keys are `#t` and `#i`, and the Map is `#s`.
const {LRUCache} = require('lru-cache');
const {run} = require('./harness.cjs');

class Profile {
  constructor(id) {
    this.id = id;
    this.name = `person ${id}`;
    this.groups = [`group ${id % 7}`, `team ${id}`];
  }
}

class ProfileService {
  constructor(options) {
    this.profiles = new LRUCache(options);
    this.hits = 0;
  }

  find(id) {
    const key = `profile:${id}`;
    const known = this.profiles.get(key);
    if (known) {
      this.hits++;
      return known;
    }
    const profile = new Profile(id);
    this.profiles.set(key, profile);
    return profile;
  }
}

const service = new ProfileService({ttl: 24 * 60 * 60 * 1000});

run({
  ops: 1200,
  async grow(from, to) {
    for (let id = from; id < to; id++) {
      service.find(id);
      service.find(Math.max(from, id - 3));
    }
  },
});
