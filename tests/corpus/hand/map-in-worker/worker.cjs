'use strict';
const {createHash} = require('crypto');
const v8 = require('v8');
const {parentPort} = require('worker_threads');

class ParsedDocument {
  constructor(title, paragraphs) {
    this.title = title;
    this.paragraphs = paragraphs;
    this.words = paragraphs.flatMap(paragraph => paragraph.split(' '));
  }
}

const parsedByHash = new Map();

function parse(text) {
  const hash = createHash('sha1').update(text).digest('hex');
  if (!parsedByHash.has(hash)) {
    const [title, ...paragraphs] = text.split('\n').filter(Boolean);
    parsedByHash.set(hash, new ParsedDocument(title.slice(2), paragraphs));
  }
  return parsedByHash.get(hash);
}

parentPort.on('message', message => {
  if (message.parse) parse(message.parse);
  if (message.snapshot) {
    v8.writeHeapSnapshot(message.snapshot);
    parentPort.postMessage({written: message.snapshot});
  }
});
