/* truth
{"ops": 300, "leaks": [
  {"shape": "sliced-string", "holder": ["headers", "importer.headers", "Importer.headers"], "file": "sliced-fields.mjs",
   "class": ["Header", "(sliced string)"], "at": "sliced-fields.mjs: class Header", "before": 25, "new": 300}
]}
*/
// Leaks on purpose: of each table the head is kept in an object, and with it, unseen, the whole text of the table.
import path from 'node:path';
import v8 from 'node:v8';

class Header {
  constructor(text) {
    this.text = text;
  }
}

class Importer {
  headers = new Map();

  import(name, text) {
    const [head] = /^[^\n]*/.exec(text);
    this.headers.set(name, new Header(head));
  }

  columns(name) {
    return this.headers.get(name).text.split(';').length;
  }
}

export const importer = new Importer();

function table(number) {
  const rows = [`number;name of table ${number};street;town`];
  for (let i = 0; i < 200; i++) rows.push(`${i};name ${i};street ${i};town`);
  // As it would come from a file: one flat string.
  return Buffer.from(rows.join('\n')).toString('latin1');
}

function run(from, to) {
  for (let i = from; i < to; i++) importer.import(`table-${i}`, table(i));
  return importer.columns(`table-${from}`);
}

const out = process.argv[2] ?? '.';
run(0, 25);
v8.writeHeapSnapshot(path.join(out, 'before.heapsnapshot'));
run(25, 325);
v8.writeHeapSnapshot(path.join(out, 'after.heapsnapshot'));
