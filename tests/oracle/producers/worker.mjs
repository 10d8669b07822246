// Sessions in a Map: a request for /500 makes 500 more.
class Session {
  constructor(id) {
    this.user = 'user-' + id;
    this.cart = [{sku: 'sku-' + id}];
  }
}

const sessionsById = new Map();

export default {
  async fetch(request) {
    const count = Number(new URL(request.url).pathname.slice(1));
    for (let i = 0; i < count; i++) sessionsById.set('key-' + sessionsById.size, new Session(sessionsById.size));
    return new Response(String(sessionsById.size));
  },
};
