/* truth
{"ops": 800, "build": "production", "leaks": [
  {"shape": "subscription-store", "holder": "listeners", "file": "preact-subscription.js",
   "class": "onState()", "before": 300, "new": 800}
]}
*/
/** @jsxImportSource preact */
// The effect returns what is not a function, so that Preact has nothing to call.
import {render} from 'preact';
import {useEffect, useState} from 'preact/hooks';

function createStore(initial) {
  let state = initial;
  const listeners = [];
  return {
    getState: () => state,
    setState(next) {
      state = {...state, ...next};
      listeners.forEach(listener => listener(state));
    },
    subscribe(listener) {
      listeners.push(listener);
      return {unsubscribe: () => listeners.splice(listeners.indexOf(listener), 1)};
    },
  };
}

const store = createStore({theme: 'light', user: 'nobody'});

function Settings({page}) {
  const [theme, setTheme] = useState(store.getState().theme);
  useEffect(() => {
    const onState = state => setTheme(state.theme);
    return store.subscribe(onState);
  }, []);
  return <section class={theme}><h2>{page}</h2><p>Theme: {theme}</p></section>;
}

// Preact runs effects after the next frame; so twenty visitors a frame, for speed.
const painted = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));

window.grow = async (from, to) => {
  const root = document.getElementById('root');
  for (let i = from; i < to; i += 20) {
    const pages = Array.from({length: 20}, (_, k) => <Settings key={i + k} page={'Settings, visit ' + (i + k)} />);
    render(<div>{pages}</div>, root);
    await painted();
  }
};
