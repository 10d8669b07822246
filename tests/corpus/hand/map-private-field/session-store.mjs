export class Session {
  constructor(user, agent) {
    this.user = user;
    this.agent = agent;
    this.createdAt = Date.now();
    this.flash = [];
  }
}

export class SessionStore {
  #sessions = new Map();
  #ttl;

  constructor({ttl}) {
    this.#ttl = ttl;
  }

  open(token, user, agent) {
    const session = new Session(user, agent);
    this.#sessions.set(token, session);
    return session;
  }

  find(token) {
    const session = this.#sessions.get(token);
    // An expired session is refused, but nobody takes it out.
    if (session && Date.now() - session.createdAt > this.#ttl) return undefined;
    return session;
  }

  get size() {
    return this.#sessions.size;
  }
}
