// Random choices that a seed repeats, and names that no program uses twice.

const nouns = `account address alarm album article asset author badge banner basket batch bill block board bonus booking border branch
bridge bucket budget bundle button cabin camera campaign cargo carrier channel chapter charge circle city claim client coach colour
column comment contact contract coupon course crate credit customer damage dealer deposit desk device digest district doctor document
donor door draft driver duty edition employee engine entry episode estate event exhibit family farm feature field figure flag fleet
flight folder forecast form frame freight friend garden gate grant group guest harbour heading hotel house hunter image incident
insight invoice island item job journal journey kitchen label ladder lantern ledger lesson letter level library licence link loan
lobby locker machine mailbox manual market marker meeting member menu message meter mirror module moment mission motor museum network
note notice novel offer office orchard order outlet owner package page painting panel parcel partner patch patient payment pension
permit person phase phone photo picture pilot place planet plant player playlist plot pocket point policy portal post poster price
printer product profile project prospect purchase puzzle quarter query question quota rate reader receipt recipe record refund region
relay rental repair reply report request reservation resident result review reward rider ring river road robot role room round route
sample school score screen season seat section sensor series session shelf shift shipment shop signal site sketch slot snippet song
source speaker sponsor stage station statement stock storage story stream street student studio subject supplier survey tariff task
tenant terminal theatre thread ticket tile timetable token tour track trade trainer transfer traveller trip tunnel tutor unit vehicle
vendor venue version viewer village visit visitor vote voucher warehouse warning weather widget winner worker workshop yard zone`.split(/\s+/);

const adjectives = `active available blocked busy cached closed common daily deferred early eager empty expected extra failed final first
fresh global hidden idle initial inner known large last lazy loaded local long main major merged minor missing modern nearby nested new
next nightly old open outer parsed partial past pending plain posted prepared previous primary private public queued rapid ready recent
remote resolved running saved second secret seen sent shared short signed silent simple slow small sorted spare stable stored strict
tagged tracked unread upcoming urgent used valid visible waiting warm weekly whole`.split(/\s+/);

const verbs = `accept add advance allocate announce append apply assign attach begin build call capture check claim collect compose confirm
connect count create deliver describe dispatch draw enlist enrol enter estimate examine execute export fetch file fill filter find finish
follow forward gather grade greet guide handle import index insert inspect issue join keep launch learn list load lookup manage mark
measure merge mount move notify observe obtain offer paint parse pass perform pick plan prepare present process produce publish pull push
quote raise rank reach read receive refresh register reject release remember render repeat replay reserve resume review revise route
save scan schedule search select send serve settle show sign sort split start steer store study submit supply sweep take teach test
touch track train translate update upload use verify visit watch weigh wrap write`.split(/\s+/);

// Words that mean something to JavaScript, to Node or to the frame around a program.
const taken = ['import', 'export', 'process', 'module', 'require', 'events', 'events', 'delete', 'new', 'private', 'public',
  'static', 'switch', 'package', 'event', 'Event', 'Map', 'Set', 'Array', 'Object', 'Module', 'Promise', 'Node', 'Request', 'Response',
  'Performance', 'Navigator', 'Event', 'Storage', 'Lock', 'Worker', 'Module', 'Script', 'Source', 'Signal', 'Timeout', 'Listener',
  'window', 'name', 'arguments', 'eval', 'source', 'signal', 'path', 'v8', 'serve', 'main', 'out', 'handle', 'number', 'index'];

function capital(word) {
  return word[0].toUpperCase() + word.slice(1);
}

function plural(word) {
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

export class Draw {
  #state;
  #used = new Set(taken.map(name => name.toLowerCase()));
  #words = 0;

  constructor(seed, index) {
    this.#state = (Math.imul(seed ^ 0x9e3779b9, 2654435761) + Math.imul(index + 1, 0x85ebca6b)) >>> 0;
    for (let i = 0; i < 8; i++) this.#next();
  }

  // mulberry32
  #next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ t >>> 15, t | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return (t ^ t >>> 14) >>> 0;
  }

  // A whole number between both, themselves included.
  int(low, high) {
    return low + this.#next() % (high - low + 1);
  }

  chance(percent) {
    return this.int(1, 100) <= percent;
  }

  pick(list) {
    return list[this.int(0, list.length - 1)];
  }

  // Some of them, in the order of the list.
  some(list, count) {
    const rest = list.map((_, i) => i);
    while (rest.length > count) rest.splice(this.int(0, rest.length - 1), 1);
    return rest.map(i => list[i]);
  }

  shuffle(list) {
    const result = [...list];
    for (let i = result.length - 1; i > 0; i--) {
      const k = this.int(0, i);
      [result[i], result[k]] = [result[k], result[i]];
    }
    return result;
  }

  #unique(make) {
    for (;;) {
      const name = make();
      // Also apart in lower case: files are named after what is in them.
      if (this.#used.has(name.toLowerCase())) continue;
      this.#used.add(name.toLowerCase());
      return name;
    }
  }

  className() {
    return this.#unique(() => this.chance(50) ? capital(this.pick(nouns)) + capital(this.pick(nouns)) : capital(this.pick(adjectives)) + capital(this.pick(nouns)));
  }

  // Something that holds many.
  containerName() {
    return this.#unique(() => {
      const many = plural(this.pick(nouns));
      const kind = this.int(0, 6);
      if (kind === 0) return many;
      if (kind === 1) return `${many}By${capital(this.pick(nouns))}`;
      if (kind === 2) return `${this.pick(adjectives)}${capital(many)}`;
      if (kind === 3) return `${this.pick(nouns)}${capital(this.pick(['cache', 'store', 'table', 'list', 'registry', 'pool', 'queue', 'index2', 'map', 'set']))}`;
      if (kind === 4) return `_${many}`;
      if (kind === 5) return `${this.pick(nouns)}${capital(many)}`;
      return `$${many}`;
    });
  }

  // Something there is one of.
  variableName() {
    return this.#unique(() => this.chance(30) ? this.pick(nouns) : `${this.pick(adjectives)}${capital(this.pick(nouns))}`);
  }

  functionName() {
    return this.#unique(() => `${this.pick(verbs)}${capital(this.chance(70) ? this.pick(nouns) : this.pick(adjectives) + capital(this.pick(nouns)))}`);
  }

  propertyName() {
    return this.#unique(() => this.chance(50) ? this.pick(nouns) : `${this.pick(nouns)}${capital(this.pick(nouns))}`);
  }

  eventName() {
    return this.#unique(() => this.pick([
      () => this.pick(verbs), () => `${this.pick(nouns)}:${this.pick(verbs)}`, () => `${this.pick(nouns)}-${this.pick(verbs)}`, () => `${this.pick(nouns)}Changed`,
    ])());
  }

  // A text that occurs once in a program, however it is bundled: marks a place.
  mark() {
    return `${this.pick(verbs)} ${this.pick(nouns)} ${++this.#words}${this.int(100, 999)}`;
  }

  // A text like any other.
  words() {
    return `${this.pick(adjectives)} ${this.pick(nouns)}`;
  }
}
