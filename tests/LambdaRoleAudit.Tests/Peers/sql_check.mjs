// What dt-sql-parser (argument 1: its folder) says of statements: for each line of a file (argument 2), {"dialect": …, "sql": …}, its errors.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const require = createRequire(process.argv[2] + '/');
const { TrinoSQL, HiveSQL } = require('dt-sql-parser');
const parsers = { trino: new TrinoSQL(), hive: new HiveSQL() };
for (const line of readFileSync(process.argv[3], 'utf8').split('\n').filter((text) => text)) {
  const { dialect, sql } = JSON.parse(line);
  console.log(JSON.stringify(parsers[dialect].validate(sql).map((error) => error.message)));
}
