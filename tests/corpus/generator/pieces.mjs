// What leaks and healthy neighbours are put together from: elements, and slots to keep
// them in. A piece is source text with names drawn for it, and what truth will say of it.

export function indent(text, by = 2) {
  return text.split('\n').map(line => line && ' '.repeat(by) + line).join('\n');
}

// One property of an element that is `text` and `number` (an expression) together.
function payload(d, count, number) {
  if (count > 3) return `Array.from({length: ${count}}, (_, k) => \`${d.words()} \${k} of \${${number}}\`)`;
  return d.pick([
    () => `[\`${d.words()} \${${number}}\`]`,
    () => `{${d.propertyName()}: \`${d.words()} \${${number}}\`}`,
    () => `[${number} + 0.5, '${d.words()}', \`${d.words()} \${${number}}\`]`,
  ])();
}

// A kind of object: how to make number `i` of it, and how it will be called in the heap.
// `weight` is the number of strings in it.
export function element(d, {weight = d.int(1, 8), kinds = ['class', 'class', 'function', 'literal']} = {}) {
  const mark = d.mark();
  const label = d.propertyName();
  const fields = [[label, `\`${mark} \${i}\``], [d.propertyName(), payload(d, weight, 'i')]];
  for (let more = d.int(0, 2); more > 0; more--) {
    fields.push([d.propertyName(), d.pick(['i', 'true', 'null', `'${d.words()}'`, '[]', `\`${d.words()} \${i}\``])]);
  }
  const kind = d.pick(kinds);
  if (kind === 'literal') {
    const name = d.functionName();
    const text = fields.map(([field, value]) => `${field}: ${value}`).join(', ');
    return {
      code: d.chance(50) ? `function ${name}(i) {\n  return {${text}};\n}` : `const ${name} = i => ({${text}});`,
      make: i => `${name}(${i})`, label, truth: {properties: fields.map(([field]) => field)},
    };
  }
  const name = d.className();
  const assignments = fields.map(([field, value]) => `this.${field} = ${value};`).join('\n');
  const make = i => `new ${name}(${i})`;
  const truth = {mark, construct: true};
  if (kind === 'function') return {code: `function ${name}(i) {\n${indent(assignments)}\n}`, make, label, truth};
  const method = d.chance(60) ? `\n\n  ${d.functionName()}() {\n    return this.${label}.length;\n  }` : '';
  return {code: `class ${name} {\n  constructor(i) {\n${indent(assignments, 4)}\n  }${method}\n}`, make, label, truth};
}

// A function that truth will know by the mark in its first statement. `uses` is a
// statement that keeps something captured.
export function callback(d, {parameters = '', uses, styles = ['named', 'arrow', 'variable']}) {
  const mark = d.mark();
  const sink = d.variableName();
  const body = `${sink} = '${mark}';\n${uses}`;
  const style = d.pick(styles);
  const arrow = `(${parameters}) => {\n${indent(body)}\n}`;
  const truth = {mark};
  const declared = `let ${sink} = '';`;
  if (style === 'named') return {code: declared, before: '', text: `function ${d.functionName()}(${parameters}) {\n${indent(body)}\n}`, truth};
  if (style === 'arrow') return {code: declared, before: '', text: arrow, truth};
  const name = d.functionName();
  return {code: declared, before: `const ${name} = ${arrow};\n`, text: name, truth};
}

// Where a value is kept, in one of the ways in which programs keep values. `operations` are
// functions on it: {name: {parameters, body: access => statements}}. Gives back the code,
// how to call the operations, and the names that lead to the value.
export function slot(d, {start, operations, changes = false, name = d.containerName(), kinds}) {
  const kind = d.pick(kinds ?? ['variable', 'variable', 'property', 'field', 'private', 'static', 'nested', 'factory', 'literal', 'function', 'single', 'symbol']);
  const names = Object.fromEntries(Object.keys(operations).map(operation => [operation, d.functionName()]));
  const functions = (access, head, by = 0) => Object.entries(operations)
    .map(([operation, {parameters = '', body}]) => indent(`${head(names[operation])}(${parameters}) {\n${indent(body(access))}\n}`, by)).join('\n\n');
  const calls = prefix => Object.fromEntries(Object.keys(operations).map(operation => [operation, (...args) => `${prefix}${names[operation]}(${args.join(', ')})`]));
  const variable = changes ? 'let' : d.pick(['const', 'const', 'let', 'var']);

  switch (kind) {
    case 'variable':
      return {code: `${variable} ${name} = ${start};\n\n${functions(name, n => `function ${n}`)}`, call: calls(''), names: [[{variable: name}]], shareable: !changes && name};
    case 'factory': {
      const [make, made] = [d.functionName(), d.variableName()];
      return {
        code: `function ${make}() {\n  ${variable} ${name} = ${start};\n  return {\n${functions(name, n => n, 4).replace(/\n {4}}\n\n/g, '\n    },\n')},\n  };\n}\n\nconst ${made} = ${make}();`,
        call: calls(`${made}.`), names: [[{variable: name}]],
      };
    }
    case 'property':
    case 'field':
    case 'private': {
      const [owner, object] = [d.className(), d.variableName()];
      const field = kind === 'private' ? `#${name.replace(/^[_$]/, '')}` : name;
      const declared = kind === 'property' ? `  constructor() {\n    this.${field} = ${start};\n  }` : `  ${field} = ${start};`;
      const part = kind === 'private' ? {variable: field} : {property: field};
      return {
        code: `class ${owner} {\n${declared}\n\n${functions(`this.${field}`, n => n, 2)}\n}\n\nconst ${object} = new ${owner}();`,
        call: calls(`${object}.`), names: [[part], [{variable: object}, part], [{variable: owner}, part]], instance: object,
      };
    }
    case 'static': {
      const owner = d.className();
      const field = d.chance(30) ? `#${name.replace(/^[_$]/, '')}` : name;
      const part = field === name ? {property: field} : {variable: field};
      return {
        code: `class ${owner} {\n  static ${field} = ${start};\n\n${functions(`${owner}.${field}`, n => `static ${n}`, 2)}\n}`,
        call: calls(`${owner}.`), names: [[part], [{variable: owner}, part]],
      };
    }
    case 'symbol': {
      const [owner, object, key] = [d.className(), d.variableName(), d.variableName()];
      return {
        code: `const ${key} = Symbol('${name}');\n\nclass ${owner} {\n  constructor() {\n    this[${key}] = ${start};\n  }\n\n${functions(`this[${key}]`, n => n, 2)}\n}\n\nconst ${object} = new ${owner}();`,
        call: calls(`${object}.`), names: [name, `<symbol ${name}>`, `[${name}]`].map(property => [{property}]),
      };
    }
    case 'single': {
      const owner = d.className();
      const one = d.propertyName();
      return {
        code: `class ${owner} {\n  static #${one} = null;\n  ${name} = ${start};\n\n  static get() {\n    return ${owner}.#${one} ??= new ${owner}();\n  }\n\n${functions(`this.${name}`, n => n, 2)}\n}`,
        call: calls(`${owner}.get().`), names: [[{property: name}]],
      };
    }
    case 'nested': {
      const outer = d.variableName();
      const parts = Array.from({length: d.int(0, 3)}, () => d.propertyName());
      const sibling = d.propertyName();
      const open = parts.map((part, i) => `${'  '.repeat(i + 1)}${part}: {\n`).join('');
      const close = parts.map((_, i) => `${'  '.repeat(parts.length - i)}},\n`).join('');
      const depth = '  '.repeat(parts.length + 1);
      const access = [outer, ...parts, name].join('.');
      return {
        code: `const ${outer} = {\n${open}${depth}${sibling}: '${d.words()}',\n${depth}${name}: ${start},\n${close}};\n\n${functions(access, n => `function ${n}`)}`,
        call: calls(''), names: [[{property: name}], [{variable: outer}, ...parts.map(property => ({property})), {property: name}]],
      };
    }
    case 'literal': {
      const object = d.variableName();
      return {
        code: `const ${object} = {\n  ${name}: ${start},\n${functions(`this.${name}`, n => n, 2).replace(/\n {2}}\n\n/g, '\n  },\n')},\n};`,
        call: calls(`${object}.`), names: [[{property: name}], [{variable: object}, {property: name}]],
      };
    }
    case 'function': {
      const owner = Object.values(names)[0];
      return {
        code: `${functions(`${owner}.${name}`, n => `function ${n}`)}\n\n${owner}.${name} = ${start};`,
        call: calls(''), names: [[{property: name}], [{variable: owner}, {property: name}]],
      };
    }
  }
  throw new Error(`no slot of kind ${kind}`);
}
