'use strict';
// Without this script everything can be read. It adds the flat table, copies commands, shows a rule's text in its findings, and opens all
// parts for printing in browsers whose print style cannot.
(() => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });

  // Opens what a link leads to, with everything around it.
  function reveal(target) {
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    target.scrollIntoView({ block: 'start' });
  }
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    const target = link && $(link.getAttribute('href').slice(1));
    if (target) reveal(target);
  });
  if (location.hash.length > 1 && $(location.hash.slice(1))) reveal($(location.hash.slice(1)));

  // A finding that is opened has its rule's text, and buttons that copy its commands. Neither is in the file for each finding.
  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(button.previousElementSibling);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  }
  function equip(finding) {
    if (finding.dataset.equipped) return;
    finding.dataset.equipped = 'true';
    for (const code of finding.querySelectorAll('.cmd')) {
      const button = make('button', 'copy', 'Copy');
      button.type = 'button';
      button.addEventListener('click', () => copy(button, code.textContent));
      code.after(button);
    }
    const link = finding.querySelector('.rulelink a');
    const text = link && $(link.getAttribute('href').slice(1))?.querySelector('.why');
    if (text) finding.append(text.cloneNode(true));
  }
  document.addEventListener('toggle', (event) => { if (event.target.matches('details.e') && event.target.open) equip(event.target); }, true);

  document.querySelectorAll('details.e[open]').forEach(equip);

  let closed = [];
  const opens = !CSS.supports('selector(::details-content)');
  addEventListener('beforeprint', () => { if (opens) { closed = [...document.querySelectorAll('details:not([open])')]; for (const one of closed) one.open = true; } });
  addEventListener('afterprint', () => { for (const one of closed) one.open = false; closed = []; });

  // The table. Its rows are numbers: of the element that has the text, and of words. Ten thousand are filtered as arrays.
  const data = JSON.parse($('data').textContent);
  if (data.rows.length === 0) return;
  const page = 100;
  const columns = ['severity', 'status', 'rule', 'name', 'region', 'title'];
  const rank = { Critical: 4, High: 3, Medium: 2, Low: 1, '': 0 };
  const words = data.words.map((text) => text.split('\n'));
  const items = [];
  const rows = [];
  // In the order of the document: the names of roles, and the elements of their items.
  const elements = [];
  let role = '';
  for (const one of document.querySelectorAll('.e, .role > summary > h4, .c > b')) {
    if (one.classList.contains('e')) elements.push({ element: one, role: one.classList.contains('card') ? '' : role });
    else role = one.textContent;
  }
  for (let at = 0, next = 0; at < data.items.length; at += 3) {
    const [severity, outcome, status] = words[data.items[at]];
    const [rule, title] = words[data.items[at + 1]];
    const element = data.items[at + 2] < 0 ? items.at(-1).text : { ...elements[next++] };
    const item = { severity, outcome, status, rule, title, text: element, count: Math.abs(data.items[at + 2]) };
    items.push(item);
    for (let left = Math.abs(data.items[at + 2]); left > 0; left--) {
      const [name, region] = words[data.rows[rows.length]];
      rows.push({ index: rows.length, item, name, region, status, severity, rule, title });
    }
  }
  const body = document.querySelector('#rows tbody');
  const caption = document.querySelector('#rows caption');
  const filters = { text: $('text'), severity: $('severity'), status: $('status'), rule: $('rule') };
  let sort = { by: 'severity', down: true };
  let shown = rows;
  let count = 0;

  for (const name of ['severity', 'status', 'rule'])
    for (const value of [...new Set(rows.map((row) => row[name]))].filter((value) => value).sort((a, b) => (rank[b] ?? 0) - (rank[a] ?? 0) || a.localeCompare(b)))
      filters[name].append(new Option(value, value));

  // What the element says, without the text of the rule that this script may have added to it.
  const textOf = ({ element }) => (element.querySelector('.why') ? [...element.childNodes].filter((node) => !node.classList?.contains('why')).map((node) => node.textContent).join(' ') : element.textContent);
  const evidenceOf = ({ element }) => [...element.querySelectorAll('.ev, pre, .note')].map((part) => part.textContent).join(' ');
  const cell = (label, ...children) => {
    const td = document.createElement('td');
    td.dataset.label = label;
    td.append(...children);
    return td;
  };

  function element(row) {
    const tr = document.createElement('tr');
    const { item } = row;
    const kind = item.outcome === 'Problem' ? item.severity.toLowerCase() || 'high' : item.outcome === 'Undecided' ? 'undecided' : item.outcome === 'Fine' ? 'fine' : 'low';
    const link = make('button', 'goto', row.title);
    link.type = 'button';
    link.addEventListener('click', () => { reveal(item.text.element); item.text.element.querySelector('summary')?.focus({ preventScroll: true }); });
    const evidence = (item.text.element.querySelector('.ev') ?? (item.text.element.matches('p') ? item.text.element : null))?.textContent.trim() ?? '';
    tr.append(
      cell('Severity', make('span', `mark ${kind}`, row.severity || '–')), cell('Status', row.status), cell('Rule', row.rule),
      cell('Function', make('span', 'name', row.name), document.createElement('br'), make('span', 'what', item.text.role === row.name ? '' : item.text.role)), cell('Region', row.region || '–'),
      cell('What', link, document.createElement('br'), make('span', 'what', evidence.length > 200 ? `${evidence.slice(0, 199)}…` : evidence)));
    return tr;
  }

  function add() {
    const next = shown.slice(count, count + page);
    body.append(...next.map(element));
    count += next.length;
    $('more').hidden = count >= shown.length;
    caption.textContent = `${shown.length.toLocaleString('en')} of ${rows.length.toLocaleString('en')} shown${count < shown.length ? `, the first ${count.toLocaleString('en')} below` : ''}`;
  }

  function show() {
    const searched = filters.text.value.toLowerCase().split(/\s+/).filter((one) => one);
    if (searched.length > 0) for (const item of items) {
      // What several functions have names them. They have rows themselves: a search for one of them is not for all that share its role.
      const lower = item.text.lower ??= `${item.count === 1 ? textOf(item.text) : item.rule === 'Lambda-006' ? '' : evidenceOf(item.text)} ${item.text.role}`.toLowerCase();
      const own = `${item.rule} ${item.title}`.toLowerCase();
      item.has = searched.map((one) => lower.includes(one) || own.includes(one));
    }
    shown = rows.filter((row) => (!filters.severity.value || row.severity === filters.severity.value) && (!filters.status.value || row.status === filters.status.value)
      && (!filters.rule.value || row.rule === filters.rule.value)
      && searched.every((one, at) => (row.lower ??= `${row.name} ${row.region} ${row.status}`.toLowerCase()).includes(one) || row.item.has[at]));
    const value = sort.by === 'severity' ? (row) => rank[row.severity] ?? 0 : (row) => row[sort.by];
    shown.sort((a, b) => {
      const [one, other] = [value(a), value(b)];
      const order = typeof one === 'number' ? one - other : one < other ? -1 : one > other ? 1 : 0;
      return (sort.down ? -order : order) || a.index - b.index;
    });
    body.replaceChildren();
    count = 0;
    add();
    document.querySelectorAll('#rows th').forEach((th, index) => th.setAttribute('aria-sort', columns[index] === sort.by ? (sort.down ? 'descending' : 'ascending') : 'none'));
  }

  document.querySelectorAll('#rows th button').forEach((button, index) => button.addEventListener('click', () => {
    sort = { by: columns[index], down: sort.by === columns[index] ? !sort.down : columns[index] === 'severity' };
    show();
  }));
  for (const filter of Object.values(filters)) filter.addEventListener('input', show);
  $('more').addEventListener('click', add);
  $('search').hidden = false;
  show();
})();
