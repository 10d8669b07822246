/* truth
{"ops": 400, "build": "production", "noise": 200, "leaks": []}
*/
// React listens to every event there is, once, on each container it renders into: the first
// portal into <body> brings some 140 listeners, and no later one brings more.
import {useEffect, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {createPortal, flushSync} from 'react-dom';

function Hint({number}) {
  const [shown, show] = useState(number >= 300);
  useEffect(() => {
    const onKey = () => show(true);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <section>
      <h2>Step {number}</h2>
      {shown && createPortal(<aside onClick={() => show(false)}>Hint for step {number}</aside>, document.body)}
    </section>
  );
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) flushSync(() => root.render(<Hint key={i} number={i} />));
  flushSync(() => root.render(null));
};
