/* truth
{"ops": 2000, "leaks": [
  {"shape": "unbounded-map", "holder": ["carts", "mall.carts", "Mall.carts"], "file": "map-of-maps.mjs",
   "class": "CartItem", "at": "map-of-maps.mjs: class CartItem", "before": 300, "new": 2000}
]}
*/
// Leaks on purpose: a Map of Maps; the shops are few, and no cart is emptied.
import path from 'node:path';
import v8 from 'node:v8';

class CartItem {
  constructor(sku, options) {
    this.sku = sku;
    this.options = options;
  }
}

class Mall {
  carts = new Map([['north', new Map()], ['south', new Map()], ['west', new Map()]]);

  add(shop, user, sku) {
    this.carts.get(shop).set(user, new CartItem(sku, {colour: ['red'], size: `size of ${user}`}));
  }

  has(shop, user) {
    return this.carts.get(shop).has(user);
  }
}

export const mall = new Mall();

function shopping(from, to) {
  const shops = ['north', 'south', 'west'];
  for (let i = from; i < to; i++) mall.add(shops[i % 3], `user-${i}`, 'sku-1');
  return mall.has('north', 'user-0');
}

const out = process.argv[2] ?? '.';
shopping(0, 300);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
shopping(300, 2300);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
