/* truth
{"ops": 300, "build": "production", "noise": 150, "leaks": []}
*/
// Half of the page is used for the first time after the first snapshot: components, classes,
// patterns, formatters and styles that are met then, once each.
import {Component, createContext, memo, useContext, useEffect, useId, useReducer} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

const Theme = createContext('light');

function Plain({number}) {
  return <p>Number {number}</p>;
}

const views = Array.from({length: 25}, (_, kind) => memo(function View({number}) {
  const theme = useContext(Theme);
  const id = useId();
  const [count, add] = useReducer(value => value + kind, 0);
  useEffect(() => add(), [number]);
  return <section id={id} className={theme + kind} style={{color: 'rgb(' + kind + ', 0, 0)'}}>{number} {count}</section>;
}));

class Boundary extends Component {
  state = {error: null};
  static getDerivedStateFromError = error => ({error});
  render() { return this.state.error ? <p>{this.state.error.message}</p> : this.props.children; }
}

function Failing({number}) {
  if (number % 10 === 0) throw new Error('number ' + number);
  return <b>{new Intl.NumberFormat('de').format(number)}</b>;
}

const root = createRoot(document.getElementById('root'), {onCaughtError() {}});

function late(number) {
  const View = views[number % views.length];
  if (/^(\d+)[,;](?:a|b)*$/u.test(number + ',ab')) document.title = 'Number ' + number;
  return (
    <Theme.Provider value={number % 2 ? 'light' : 'dark'}>
      <View number={number} />
      <Boundary key={number}><Failing number={number} /></Boundary>
    </Theme.Provider>
  );
}

window.grow = async (from, to) => {
  for (let i = from; i < to; i++) {
    flushSync(() => root.render(i < 300 ? <Plain number={i} /> : late(i)));
    // React takes fifty renderings at a stretch, each of which asks for another, for an endless loop.
    if (i % 20 === 0) await new Promise(resolve => setTimeout(resolve));
  }
  flushSync(() => root.render(<Plain number={0} />));
};
