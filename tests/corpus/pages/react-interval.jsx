/* truth
{"ops": 400, "build": "production", "leaks": [
  {"shape": "timers", "kind": "timers",
   "class": "tick()", "before": 300, "new": 400}
]}
*/
// A clock in a component that is mounted and unmounted; its interval runs on.
import {useEffect, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

function Countdown({until, label}) {
  const [left, setLeft] = useState(until);
  useEffect(() => {
    setInterval(function tick() {
      setLeft(value => value - 1);
    }, 60000);
  }, []);
  return <p>{label}: {left} minutes</p>;
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) {
    flushSync(() => root.render(<Countdown key={i} until={60 + i} label={'Auction ' + i} />));
  }
};
