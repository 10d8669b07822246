/* truth
{"ops": 1200, "leaks": [
  {"shape": "unbounded-map", "holder": ["_cacheMap", "userLoader"],
   "class": ["Promise", "User"], "before": 400, "new": 1200}
]}
*/
// A DataLoader is meant to live as long as one request. This one belongs to the module, and
// its cache keeps the promise of every user that was ever asked for.
import DataLoader from 'dataloader';
import harness from './harness.cjs';

class User {
  constructor(id) {
    this.id = id;
    this.name = `user number ${id}`;
    this.roles = [`role ${id % 5}`];
  }
}

const userLoader = new DataLoader(async ids => ids.map(id => new User(id)));

async function handle(id) {
  const [user, manager] = await Promise.all([userLoader.load(`u${id}`), userLoader.load(`u${id - id % 10}`)]);
  return `${user.name} reports to ${manager.name}`;
}

await harness.run({
  ops: 1200,
  async grow(from, to) {
    for (let id = from; id < to; id++) await handle(id);
  },
});
