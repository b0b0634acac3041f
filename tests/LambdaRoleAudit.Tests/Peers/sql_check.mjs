// What dt-sql-parser (argument 1: its folder) says of statements: for each line of a file (argument 2), {"dialect": …, "sql": …}, its errors.
import { register } from 'node:module';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// The package imports folders and files without extensions, as bundlers allow.
register(`data:text/javascript,${encodeURIComponent(`
export async function resolve(specifier, context, next) {
  for (const end of ['', '.js', '/index.js', '/lib/index.js']) {
    try { return await next(specifier + end, context); } catch (error) {
      if (!['ERR_UNSUPPORTED_DIR_IMPORT', 'ERR_MODULE_NOT_FOUND'].includes(error.code)) throw error;
    }
  }
  return next(specifier, context);
}
export async function load(url, context, next) {
  return next(url, url.includes('/dt-sql-parser/dist/') ? { ...context, format: 'module' } : context);
}`)}`);
const { TrinoSQL, HiveSQL } = await import(pathToFileURL(`${process.argv[2]}/node_modules/dt-sql-parser/dist/index.js`).href);
const parsers = { trino: new TrinoSQL(), hive: new HiveSQL() };
for (const line of readFileSync(process.argv[3], 'utf8').split('\n').filter((text) => text)) {
  const { dialect, sql } = JSON.parse(line);
  console.log(JSON.stringify(parsers[dialect].validate(sql).map((error) => error.message)));
}
