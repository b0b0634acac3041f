'use strict';
// Shows the rows of the data block, a page at a time: ten thousand of them are filtered as an array, never as elements.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const page = 100;
  const columns = ['severity', 'status', 'rule', 'name', 'region', 'what'];
  const rank = { Critical: 4, High: 3, Medium: 2, Low: 1, '': 0 };
  const fields = ['severity', 'status', 'outcome', 'rule', 'name', 'region', 'title', 'evidence', 'role', 'remedy'];
  const rows = data.rows.map((row, index) => Object.assign({ index }, ...fields.map((field, at) => ({ [field]: data.words[row[at]] }))));
  for (const row of rows) row.text = `${row.name} ${row.rule} ${row.title} ${row.evidence} ${row.role} ${row.region}`.toLowerCase();
  const body = document.querySelector('#rows tbody');
  const caption = document.querySelector('#rows caption');
  const more = document.getElementById('more');
  const filters = { text: document.getElementById('text'), severity: document.getElementById('severity'), status: document.getElementById('status'), rule: document.getElementById('rule') };
  let sort = { by: 'severity', down: true };
  let shown = [];
  let count = 0;

  for (const name of ['severity', 'status', 'rule'])
    for (const value of [...new Set(rows.map((row) => row[name]))].filter((value) => value).sort((a, b) => (rank[b] ?? 0) - (rank[a] ?? 0) || a.localeCompare(b)))
      filters[name].append(new Option(value, value));

  const cell = (label, ...children) => {
    const td = document.createElement('td');
    td.dataset.label = label;
    td.append(...children);
    return td;
  };
  const span = (className, text) => Object.assign(document.createElement('span'), { className, textContent: text });
  const div = (className, text) => Object.assign(document.createElement('div'), { className, textContent: text });

  function element(row) {
    const tr = document.createElement('tr');
    const kind = row.outcome === 'Problem' ? row.severity.toLowerCase() : row.outcome === 'Undecided' ? 'undecided' : row.outcome === 'Fine' ? 'fine' : 'low';
    tr.append(
      cell('Severity', span(`mark ${kind}`, row.severity || '–')), cell('Status', row.status), cell('Rule', row.rule),
      cell('Function', div('name', row.name), div('what', row.role)), cell('Region', row.region || '–'),
      cell('What', div('', row.title), div('what', row.evidence), ...(row.remedy ? [div('what', `→ ${row.remedy}`)] : [])));
    return tr;
  }

  function add() {
    const next = shown.slice(count, count + page);
    body.append(...next.map(element));
    count += next.length;
    more.hidden = count >= shown.length;
    caption.textContent = `${shown.length.toLocaleString()} of ${rows.length.toLocaleString()} shown${count < shown.length ? `, the first ${count.toLocaleString()} below` : ''}`;
  }

  function show() {
    const words = filters.text.value.toLowerCase().split(/\s+/).filter((word) => word);
    shown = rows.filter((row) => (!filters.severity.value || row.severity === filters.severity.value) && (!filters.status.value || row.status === filters.status.value)
      && (!filters.rule.value || row.rule === filters.rule.value) && words.every((word) => row.text.includes(word)));
    const value = sort.by === 'severity' ? (row) => rank[row.severity] ?? 0 : sort.by === 'what' ? (row) => row.title : (row) => row[sort.by];
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
  more.addEventListener('click', add);
  document.getElementById('table').hidden = rows.length === 0;
  show();
})();
