'use strict';

class Token {
  constructor(kind, text) {
    this.kind = kind;
    this.text = text;
  }
}

const kinds = [
  ['number', /^\d+(\.\d+)?/],
  ['unit', /^[a-z]+/],
  ['operator', /^[-+*/]/],
  ['space', /^\s+/],
];

exports.run = text => {
  const tokens = [];
  while (text) {
    const [kind, pattern] = kinds.find(([, candidate]) => candidate.test(text));
    const [found] = pattern.exec(text);
    if (kind !== 'space') tokens.push(new Token(kind, found));
    text = text.slice(found.length);
  }
  return tokens;
};
