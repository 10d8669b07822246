/* truth
{"ops": 2000, "leaks": []}
*/
'use strict';
// lru-cache with a maximum, turned over many times; a second one whose entries expire.
const {LRUCache} = require('lru-cache');
const {run} = require('./harness.cjs');

class Profile {
  constructor(id) {
    this.id = id;
    this.name = `person ${id}`;
    this.groups = [`group ${id % 7}`, `team ${id}`];
  }
}

const profiles = new LRUCache({max: 300});
const tokens = new LRUCache({max: 100, ttl: 5000});

function find(id) {
  const key = `profile:${id}`;
  let profile = profiles.get(key);
  if (!profile) profiles.set(key, profile = new Profile(id));
  tokens.set(`token-${id}`, {of: profile, issued: `number ${id}`});
  return profile;
}

run({
  ops: 2000,
  async grow(from, to) {
    for (let id = from; id < to; id++) find(id);
  },
});
