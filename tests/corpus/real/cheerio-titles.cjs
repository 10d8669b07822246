/* truth
{"report": "cheeriojs/cheerio#263", "packages": {"cheerio": "1.0.0-rc.12"}, "mended": {"use": "a copy of what is kept, and the last fifty"}, "ops": 500, "leaks": [
  {"shape": "sliced-string", "holder": "titles", "file": "cheerio-titles.cjs", "class": "(sliced string)", "before": 100, "new": 500}
]}
*/
'use strict';
// The titles of pages are kept. Each is a slice of the page that it was found on, and so the
// pages are kept as well.
const cheerio = require('cheerio');
const {each, isMended, run} = require('./harness.cjs');

const titles = [];

function read(number) {
  const page = Buffer.from(`<html><head><title>This is the page of order ${number}</title></head><body>${'<p>one more line of it</p>'.repeat(100)}</body></html>`).toString();
  const title = cheerio.load(page, {xmlMode: true})('title').text();
  if (!isMended) titles.push(title);
  else titles[number % 50] = Buffer.from(title).toString();
}

run({ops: 500, before: 100, grow: each(read)});

module.exports = {read, titles};
