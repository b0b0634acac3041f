// What hcl2json (npm @cdktf/hcl2json, HashiCorp's own parser) reads of .tf texts: a JSON list of texts from standard input; to standard
// output a list of what each is, or null where it is not valid.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(`${process.argv[2]}/x.js`));
const { parse } = require('@cdktf/hcl2json');

let input = '';
for await (const chunk of process.stdin) input += chunk;
const answers = [];
for (const text of JSON.parse(input)) {
  try {
    answers.push(await parse('main.tf', text));
  } catch {
    answers.push(null);
  }
}
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
