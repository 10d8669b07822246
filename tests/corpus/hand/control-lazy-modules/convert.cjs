'use strict';

const metres = new Map([['km', 1000], ['m', 1], ['cm', 0.01], ['mm', 0.001], ['mi', 1609.344], ['ft', 0.3048], ['in', 0.0254]]);

class Length {
  #metres;

  constructor(value) {
    this.#metres = value;
  }

  plus(other) {
    return new Length(this.#metres + other.#metres);
  }

  get metres() {
    return this.#metres;
  }
}

exports.run = tokens => {
  let sum = new Length(0);
  for (let i = 0; i < tokens.length; i += 3) {
    sum = sum.plus(new Length(Number(tokens[i].text) * metres.get(tokens[i + 1].text)));
  }
  return sum;
};
