/* truth
{"ops": 500, "build": "development", "leaks": []}
*/
// What react-subscription does, with an effect that cleans up, an interval that is
// cleared, and a ref to the DOM.
import {useEffect, useRef, useState, useSyncExternalStore} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

const listeners = new Set();
let price = 0;
const store = {
  get: () => price,
  publish(next) {
    price = next;
    listeners.forEach(listener => listener());
  },
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function StockView({title}) {
  const current = useSyncExternalStore(store.subscribe, store.get);
  const [age, setAge] = useState(0);
  const box = useRef(null);
  useEffect(() => {
    const timer = setInterval(() => setAge(value => value + 1), 60000);
    const onResize = () => box.current?.scrollIntoView();
    window.addEventListener('resize', onResize);
    return () => {
      clearInterval(timer);
      window.removeEventListener('resize', onResize);
    };
  }, []);
  return <section ref={box}><h2>{title}</h2><p>{current}, {age} minutes old</p></section>;
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) {
    flushSync(() => root.render(<StockView key={i} title={'Stock, visit ' + i} />));
    if (i % 20 === 0) flushSync(() => store.publish(i));
  }
};
