// Asks Z3 (npm z3-solver) whether one policy grants more than another: reads one pair a line, {candidate, candidateBoundary, reference,
// referenceBoundary, now, keys}, and prints sat (there is a request), unsat, unknown, or skip where the pair is beyond this encoding
// (policy variables; a key with several values without a set operator). Written from AWS's pages, not from the module.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';

const require = createRequire(pathToFileURL(`${process.argv[2]}/x.js`));
const { init } = require('z3-solver');
const { Z3 } = await init();

class Skip extends Error {}

const list = (value) => (Array.isArray(value) ? value : [value]).map(String);
const quote = (text) => `"${[...text].map((c) => (c === '"' ? '""' : c === '\\' || c < ' ' || c > '~' ? `\\u{${c.codePointAt(0).toString(16)}}` : c)).join('')}"`;
const and = (parts) => (parts.length === 0 ? 'true' : `(and ${parts.join(' ')})`);
const or = (parts) => (parts.length === 0 ? 'false' : `(or ${parts.join(' ')})`);
const any = 're.allchar';
const noColon = '(re.diff re.allchar (str.to_re ":"))';

// A pattern as a list of characters and wildcards.
function tokens(text, hasVariables) {
  const found = [];
  for (let i = 0; i < text.length; i++) {
    if (hasVariables && text.startsWith('${', i)) {
      const end = text.indexOf('}', i);
      const inside = text.slice(i + 2, end);
      if (!['*', '?', '$'].includes(inside)) throw new Skip('variable');
      found.push({ c: inside });
      i = end;
    } else found.push('*?'.includes(text[i]) ? { wild: text[i] } : { c: text[i] });
  }
  return found;
}

function regex(items, ignoreCase = false, colons = 0) {
  let seen = 0;
  const parts = items.map((item) => {
    const one = seen < colons ? noColon : any;
    if (item.wild) return item.wild === '*' ? `(re.* ${one})` : one;
    if (item.c === ':') seen++;
    const lower = item.c.toLowerCase();
    const upper = item.c.toUpperCase();
    return ignoreCase && lower !== upper ? `(re.union (str.to_re ${quote(lower)}) (str.to_re ${quote(upper)}))` : `(str.to_re ${quote(item.c)})`;
  });
  return parts.length === 0 ? '(str.to_re "")' : parts.length === 1 ? parts[0] : `(re.++ ${parts.join(' ')})`;
}

const decimal = (text) => (text.startsWith('-') ? `(- ${decimal(text.slice(1))})` : text.includes('.') ? text : `${text}.0`);
const whole = (number) => (number < 0n ? `(- ${-number})` : `${number}`);

function seconds(text) {
  const at = /^-?\d{5,}$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (Number.isNaN(at)) throw new Skip(`date ${text}`);
  return BigInt(at);
}

function network(text) {
  const [address, length] = text.split('/');
  const isV6 = address.includes(':');
  let number = 0n;
  if (isV6) {
    const [head, tail] = address.split('::');
    const left = head ? head.split(':') : [];
    const right = tail ? tail.split(':') : [];
    const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
    for (const group of groups) number = number * 65536n + BigInt(parseInt(group, 16));
  } else for (const part of address.split('.')) number = number * 256n + BigInt(part);
  const bits = isV6 ? 128n : 32n;
  const hosts = 2n ** (bits - (length === undefined ? bits : BigInt(length)));
  const first = number - (number % hosts);
  return { isV6, first, last: first + hosts - 1n };
}

const slots = 4;

class Encoder {
  constructor(pair) {
    this.pair = pair;
    this.keys = new Map();
    this.lines = ['(declare-const action String)', '(declare-const resource String)', '(assert (not (= resource "")))',
      '(assert (str.in_re action (re.++ (re.+ re.allchar) (str.to_re ":") (re.+ re.allchar))))',
      '(assert (str.in_re action (re.* (re.diff re.allchar (re.range "A" "Z")))))'];
    this.now = BigInt(Date.parse(pair.now)) / 1000n;
  }

  key(name) {
    const lower = name.toLowerCase();
    if (this.keys.has(lower)) return this.keys.get(lower);
    const facts = this.pair.keys.find((one) => one.name.toLowerCase() === lower);
    const id = `k${this.keys.size}`;
    const key = { ...facts, id };
    this.keys.set(lower, key);
    this.lines.push(`(declare-const ${id} Bool)`);
    if (facts.always) this.lines.push(`(assert ${id})`);
    if (facts.scope.length > 0) this.lines.push(`(assert (=> ${id} ${or(facts.scope.map((action) => `(= action ${quote(action)})`))}))`);
    const sort = { text: 'String', arn: 'String', number: 'Real', date: 'Int', bool: 'Bool', address: 'Int' }[facts.kind];
    for (let i = 0; i < (facts.many ? slots : 1); i++) this.lines.push(`(declare-const ${id}v${i} ${sort})`);
    if (facts.many) this.lines.push(`(declare-const ${id}n Int)`, `(assert (and (<= 1 ${id}n) (<= ${id}n ${slots})))`);
    if (facts.kind === 'arn') this.lines.push(`(assert (str.in_re ${id}v0 ${regex(tokens('arn:*:*:*:*:*', false), false, 5)}))`);
    if (facts.kind === 'address') this.lines.push(`(declare-const ${id}six Bool)`, `(assert (and (<= 0 ${id}v0) (<= ${id}v0 (ite ${id}six ${2n ** 128n - 1n} ${2n ** 32n - 1n}))))`);
    // In tenths of a second: there is a time between two seconds.
    if (facts.kind === 'date') this.lines.push(`(assert (<= ${whole((this.now - (facts.session ? 43200n : 0n)) * 10n)} ${id}v0 2534023007999))`);
    return key;
  }

  compare(operator, value, key, wanted, hasVariables) {
    const name = operator.replace('not', '');
    switch (name) {
      case 'stringequals': return `(str.in_re ${value} ${regex(tokens(wanted, hasVariables).map((item) => ({ c: item.wild ?? item.c })))})`;
      case 'stringequalsignorecase': return `(str.in_re ${value} ${regex(tokens(wanted, hasVariables).map((item) => ({ c: item.wild ?? item.c })), true)})`;
      case 'stringlike': return `(str.in_re ${value} ${regex(tokens(wanted, hasVariables))})`;
      case 'arnlike': case 'arnequals': return `(str.in_re ${value} ${regex(tokens(wanted, hasVariables), false, 5)})`;
      case 'bool': return wanted.toLowerCase() === 'true' ? value : `(not ${value})`;
      case 'ipaddress': {
        const { isV6, first, last } = network(wanted);
        return `(and (= ${key.id}six ${isV6}) (<= ${first} ${value} ${last}))`;
      }
    }
    const isDate = name.startsWith('date');
    const limit = isDate ? whole(seconds(wanted) * 10n) : decimal(wanted);
    const order = { equals: '=', lessthan: '<', lessthanequals: '<=', greaterthan: '>', greaterthanequals: '>=' }[name.slice(isDate ? 4 : 7)];
    return `(${order} ${value} ${limit})`;
  }

  condition(text, name, values, hasVariables) {
    let operator = text.toLowerCase();
    const set = operator.startsWith('forallvalues:') ? 'all' : operator.startsWith('foranyvalue:') ? 'any' : '';
    operator = operator.slice(operator.indexOf(':') + 1);
    const key = this.key(name);
    if (operator === 'null') return or(values.map((value) => (value === 'true' ? `(not ${key.id})` : key.id)));
    const ifExists = operator.endsWith('ifexists');
    if (ifExists) operator = operator.slice(0, -8);
    const isNegated = operator.includes('not');
    if (key.many && set === '') throw new Skip('several values without a set operator');
    if (set === 'any' && ifExists) throw new Skip('ForAnyValue with IfExists');
    const one = (value) => {
      const matches = or(values.map((wanted) => this.compare(operator, value, key, wanted, hasVariables)));
      return isNegated ? `(not ${matches})` : matches;
    };
    const present = !key.many ? one(`${key.id}v0`)
      : (set === 'all' ? and : or)([...Array(slots).keys()].map((i) => (set === 'all' ? `(=> (< ${i} ${key.id}n) ${one(`${key.id}v${i}`)})` : `(and (< ${i} ${key.id}n) ${one(`${key.id}v${i}`)})`)));
    const absent = ifExists || set === 'all' || (isNegated && set === '');
    return absent ? `(=> ${key.id} ${present})` : `(and ${key.id} ${present})`;
  }

  statement(statement, hasVariables) {
    const parts = [];
    const actions = or(list(statement.Action ?? statement.NotAction).map((action) => `(str.in_re action ${regex(tokens(action.toLowerCase(), false))})`));
    parts.push(statement.Action ? actions : `(not ${actions})`);
    const resources = or(list(statement.Resource ?? statement.NotResource).map((resource) => `(str.in_re resource ${regex(tokens(resource, hasVariables))})`));
    parts.push(statement.Resource ? resources : `(not ${resources})`);
    for (const [operator, block] of Object.entries(statement.Condition ?? {}))
      for (const [key, values] of Object.entries(block)) parts.push(this.condition(operator, key, list(values), hasVariables));
    return and(parts);
  }

  effect(documents, effect) {
    return or(documents.flatMap((text) => {
      const document = JSON.parse(text);
      return [document.Statement].flat().filter((one) => one.Effect === effect).map((one) => this.statement(one, document.Version === '2012-10-17'));
    }));
  }

  allowed(policy, boundary) {
    const all = boundary ? [policy, boundary] : [policy];
    return and([this.effect([policy], 'Allow'), ...(boundary ? [this.effect([boundary], 'Allow')] : []), `(not ${this.effect(all, 'Deny')})`]);
  }

  text() {
    const { pair } = this;
    const goal = `(assert (and ${this.allowed(pair.candidate, pair.candidateBoundary)} (not ${this.allowed(pair.reference, pair.referenceBoundary)})))`;
    const time = this.keys.get('aws:currenttime');
    const token = this.keys.get('aws:tokenissuetime');
    if (time && token) this.lines.push(`(assert (=> ${token.id} (and (<= ${token.id}v0 ${time.id}v0) (<= (- ${time.id}v0 ${token.id}v0) 432000))))`);
    return [...this.lines, goal].join('\n');
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const text = new Encoder(JSON.parse(line)).text();
    const config = Z3.mk_config();
    Z3.set_param_value(config, 'timeout', '2000');
    const context = Z3.mk_context(config);
    const solver = Z3.mk_solver(context);
    Z3.solver_inc_ref(context, solver);
    // Not eval_smtlib2_string: it is asynchronous, and its text is freed before it is read.
    Z3.solver_from_string(context, solver, text);
    answer = { 1: 'sat', '-1': 'unsat', 0: 'unknown' }[await Z3.solver_check(context, solver)];
    Z3.solver_dec_ref(context, solver);
    Z3.del_context(context);
  } catch (error) {
    if (!(error instanceof Skip)) answer = `error: ${error.message}`;
    else answer = 'skip';
  }
  process.stdout.write(`${answer}\n`);
}
process.exit(0);
