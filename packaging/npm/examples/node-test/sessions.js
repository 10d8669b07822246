'use strict';

const sessions = new Map();

class Session {
  constructor(id) {
    this.id = id;
    this.cart = [`item of ${id}`];
  }
}

// Answers a request. Sessions that have ended should go, and with ENDS=1 they do.
exports.handle = async id => {
  sessions.set(id, new Session(id));
  const {length} = sessions.get(id).cart;
  if (process.env.ENDS) sessions.delete(id);
  return length;
};
