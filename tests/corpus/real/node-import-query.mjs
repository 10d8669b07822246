/* truth
{"report": "nodejs/node#49442", "mended": {"use": "imported once"}, "ops": 400, "leaks": [
  {"shape": ["module-cache", "unbounded-map", "object-dictionary"], "holder": ["loadCache", "LoadCache", "#loadCache"],
   "class": ["{javascript}", "ModuleJob", "ModuleWrap"], "before": 102, "new": 400}
]}
*/
// A module is read again after each change, by a number behind its name. The loader keeps all
// of them, beside this module and its harness.
import harness from './harness.cjs';

async function reload(number) {
  const {describe} = await import(harness.isMended ? './catalogue.mjs' : `./catalogue.mjs?v=${number}`);
  return describe(number);
}

await harness.run({ops: 400, before: 100, grow: harness.each(reload)});
