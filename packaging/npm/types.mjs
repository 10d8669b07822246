// TypeScript's declarations of the reports, from their JSON Schema. It takes what that schema has, and refuses the
// rest: a new keyword must not go unnoticed.
const taken = new Set(['$ref', 'type', 'enum', 'anyOf', 'properties', 'required', 'items', 'description', 'title',
  'minimum', 'maximum', 'pattern', 'minItems', 'maxItems', 'additionalProperties', '$comment']);

// "paths_report" is PathsReport.
const nameOf = reference => reference.split('/').pop().replace(/(^|_)([a-z])/g, (_, between, letter) => letter.toUpperCase());

const keyOf = name => /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);

function comment(schema, indent) {
  return schema.description ? `${indent}/** ${schema.description.replaceAll('*/', '* /')} */\n` : '';
}

function objectOf(schema, indent) {
  const inner = `${indent}  `;
  const required = new Set(schema.required);
  const lines = Object.entries(schema.properties ?? {}).map(([name, member]) =>
    `${comment(member, inner)}${inner}${keyOf(name)}${required.has(name) ? '' : '?'}: ${typeOf(member, inner)};\n`);
  if (schema.additionalProperties) lines.push(`${inner}[name: string]: ${typeOf(schema.additionalProperties, inner)};\n`);
  return `{\n${lines.join('')}${indent}}`;
}

function typeOf(schema, indent) {
  for (const keyword of Object.keys(schema)) {
    if (!taken.has(keyword)) throw new Error(`the types know nothing of ${keyword}: ${JSON.stringify(schema).slice(0, 200)}`);
  }
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.map(value => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(one => typeOf(one, indent)))].join(' | ');
  const types = [schema.type].flat().map(type => {
    switch (type) {
      case 'object': return objectOf(schema, indent);
      case 'array': {
        const item = schema.items ? typeOf(schema.items, indent) : 'unknown';
        return item.includes('|') ? `(${item})[]` : `${item}[]`;
      }
      case 'integer': return 'number';
      case 'number': case 'string': case 'boolean': case 'null': return type;
      default: throw new Error(`the types know nothing of type ${type}: ${JSON.stringify(schema).slice(0, 200)}`);
    }
  });
  return [...new Set(types)].join(' | ');
}

export function typesOf(schema) {
  const parts = [`// ${schema.title}: ${schema.description}\n// Generated from ${schema.$id}.\n`];
  for (const [name, definition] of Object.entries(schema.$defs)) {
    const type = nameOf(name);
    const body = typeOf(definition, '');
    parts.push(definition.type === 'object' && !Array.isArray(definition.type)
      ? `${comment(definition, '')}export interface ${type} ${body}\n` : `${comment(definition, '')}export type ${type} = ${body};\n`);
  }
  parts.push(`export type Report = ${schema.oneOf.map(one => typeOf(one, '')).join(' | ')};\n`);
  return parts.join('\n');
}
