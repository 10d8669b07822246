export const quotesByKey = new Map();

export function quote(symbol, minute) {
  const key = `${symbol}@${minute}`;
  let found = quotesByKey.get(key);
  if (!found) {
    found = {symbol, key, bid: price(minute), ask: price(minute + 1), source: ['desk', symbol]};
    quotesByKey.set(key, found);
  }
  return found;
}

function price(minute) {
  return 100 + Math.sin(minute) * 3.5;
}
