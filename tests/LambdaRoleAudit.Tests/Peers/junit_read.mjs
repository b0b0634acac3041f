// Reads JUnit's XML with junit2json: prints, a line each, class, name, what became of the case, and its message, as text
// (junit2json makes a number of what looks like one).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, file] = process.argv.slice(2);
const { parse } = await import(pathToFileURL(createRequire(`${folder}/x.js`).resolve('junit2json')).href);
const report = await parse(readFileSync(file, 'utf8'));
for (const suite of report.testsuite)
  for (const one of suite.testcase ?? [])
    console.log(JSON.stringify([one.classname, one.name, one.failure ? 'failure' : one.error ? 'error' : one.skipped ? 'skipped' : 'passed', String((one.failure ?? one.error)?.[0]?.message ?? '')]));
