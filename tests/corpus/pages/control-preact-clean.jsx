/* truth
{"ops": 500, "build": "minified", "leaks": []}
*/
/** @jsxImportSource preact */
// Preact components that unsubscribe, minified.
import {render} from 'preact';
import {useEffect, useState} from 'preact/hooks';

const listeners = new Set();
const store = {
  theme: 'light',
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function Settings({page}) {
  const [theme, setTheme] = useState(store.theme);
  useEffect(() => store.subscribe(() => setTheme(store.theme)), []);
  return <section class={theme}><h2>{page}</h2></section>;
}

const painted = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));

window.grow = async (from, to) => {
  const root = document.getElementById('root');
  for (let i = from; i < to; i += 20) {
    const pages = Array.from({length: 20}, (_, k) => <Settings key={i + k} page={'Settings, visit ' + (i + k)} />);
    render(<div>{pages}</div>, root);
    await painted();
  }
};
