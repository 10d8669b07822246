/* truth
{"ops": 500, "build": "development", "leaks": [
  {"shape": "subscription-store", "holder": "listeners", "file": "react-subscription.js",
   "class": "onQuote()", "before": 300, "new": 500}
]}
*/
// A view of one stock a time. Each view subscribes to the store when it appears;
// the effect returns nothing, so that nobody ever unsubscribes.
import {useEffect, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

function createQuoteStore() {
  const listeners = new Set();
  const quotes = new Map();
  return {
    get: symbol => quotes.get(symbol),
    publish(symbol, price) {
      quotes.set(symbol, price);
      listeners.forEach(listener => listener(symbol));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const store = createQuoteStore();

function StockView({symbol, title}) {
  const [price, setPrice] = useState(store.get(symbol));
  useEffect(() => {
    store.subscribe(function onQuote(changed) {
      if (changed === symbol) setPrice(store.get(symbol));
    });
  }, [symbol]);
  return (
    <section className="stock">
      <h2>{title}</h2>
      <p>{price ?? 'no price yet'}</p>
    </section>
  );
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) {
    const symbol = 'S' + i % 40;
    flushSync(() => root.render(<StockView key={i} symbol={symbol} title={'Stock ' + symbol + ', visit ' + i} />));
    if (i % 100 === 0) store.publish(symbol, i);
  }
};
