/* truth
{"ops": 2000, "leaks": [
  {"shape": "object-dictionary", "holder": ["#translations", "catalogue.#translations", "Catalogue.#translations"],
   "file": "dictionary-null-prototype.mjs",
   "class": "Translation", "at": "dictionary-null-prototype.mjs: class Translation", "before": 180, "new": 1000}
]}
*/
// Leaks on purpose: texts with the user's name in them are cached as if there were few.
import path from 'node:path';
import v8 from 'node:v8';

class Translation {
  constructor(source, language, target) {
    this.source = source;
    this.language = language;
    this.target = target;
    this.hits = 0;
  }
}

class Catalogue {
  #translations = Object.create(null);

  translate(text, language) {
    const key = `${language}:${text}`;
    const known = this.#translations[key] ??= new Translation(text, language, [...text].reverse().join(''));
    known.hits++;
    return known.target;
  }
}

export const catalogue = new Catalogue();

function greet(from, to) {
  for (let i = from; i < to; i++) {
    // Twice the same: the second comes from the cache.
    catalogue.translate(`Good day, user ${i}!`, 'de');
    catalogue.translate(`Good day, user ${i}!`, 'de');
  }
}

const out = process.argv[2] ?? '.';
greet(0, 180);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
greet(180, 1180);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
