/* truth
{"ops": 1000, "build": "production", "leaks": [
  {"shape": "unbounded-map", "holder": "profileCache", "file": "react-cache.js",
   "class": "{name, email, tags}", "before": 300, "new": 1000}
]}
*/
// Components come and go properly; the cache in the module beside them only grows.
import {useEffect, useMemo, useState} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

const profileCache = new Map();

function fetchProfile(id) {
  let profile = profileCache.get(id);
  if (!profile) {
    profile = {name: 'Person ' + id, email: id + '@example.com', tags: ['tag ' + id, 'all']};
    profileCache.set(id, profile);
  }
  return profile;
}

function Profile({id}) {
  const profile = useMemo(() => fetchProfile(id), [id]);
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const onKey = () => setVisible(true);
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <section>
      <h2>{profile.name}</h2>
      {visible && <p>{profile.email}</p>}
    </section>
  );
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) flushSync(() => root.render(<Profile key={i} id={'u' + i} />));
};
