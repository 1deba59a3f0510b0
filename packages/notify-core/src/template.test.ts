import fc from 'fast-check';
import type { Delivery } from './delivery.js';
import type { Json } from './json.js';
import type { Notification } from './notification.js';
import { compileTemplate, variablesOf, type TemplateKind } from './template.js';
import { measure } from './text.js';

const notification: Notification = {
  id: 'n_1',
  title: 'Task "7" failed',
  message: 'first\n<b>second</b>',
  type: 'error',
  priority: 'medium',
  status: 'firing',
  metadata: { task_id: 't-1', count: 3, none: null, empty: '', list: ['a', 1], object: { k: 'v"' }, yes: true },
  createdAt: '2026-01-31T12:00:00.000Z',
};
const withEvent: Notification = {
  ...notification,
  dedupKey: 'key',
  source: 'demo',
  url: 'https://example.com',
  event: {
    id: 'e',
    type: 'task.failed',
    source: 'demo',
    severity: 'error',
    timestamp: 'T',
    userId: 'u',
    projectId: 'p',
  },
};
const render = (source: string, kind: TemplateKind = 'text', on: Notification = notification) =>
  compileTemplate(source, { kind }).render(variablesOf(on));
const json = (source: string, on = notification) => JSON.parse(render(source, 'json', on));

describe('the variables', () => {
  const all =
    '{{ title }}|{{ message }}|{{ type }}|{{ priority }}|{{ status }}|{{ dedup_key }}|{{ source }}|{{ url }}|{{ created_at }}';
  const event =
    '{{ event.id }}|{{ event.type }}|{{ event.source }}|{{ event.severity }}|{{ event.timestamp }}|{{ event.user_id }}|{{ event.project_id }}';

  it('are those of the notification', () => {
    expect(render(all, 'text', withEvent)).toBe(
      'Task "7" failed|first\n<b>second</b>|error|medium|firing|key|demo|https://example.com|2026-01-31T12:00:00.000Z',
    );
  });

  it('have the event, whose data is the metadata', () => {
    expect(render(`${event}|{{ event.data.task_id }}|{{ metadata.task_id }}`, 'text', withEvent)).toBe(
      'e|task.failed|demo|error|T|u|p|t-1|t-1',
    );
  });

  it('print nothing where they are missing', () => {
    expect(render('[{{ url }}{{ event.type }}{{ metadata.nothing.there }}{{ metadata.none }}]')).toBe('[]');
  });

  it("have the delivery's priority, which a rule may have set", () => {
    const delivery: Delivery = { id: 'n_1:ops', channel: 'ops', priority: 'urgent', attempt: 1, notification };
    expect(compileTemplate('{{ priority }} {{ title }}', { kind: 'text' }).render(variablesOf(delivery))).toBe(
      'urgent Task "7" failed',
    );
  });
});

describe('a JSON template', () => {
  it.each<[string, string, Json]>([
    ['text in quotes', '{ "a": "{{ title }}" }', { a: 'Task "7" failed' }],
    ['text without quotes', '{ "a": {{ title }} }', { a: 'Task "7" failed' }],
    ['new lines', '{ "a": "{{ message }}" }', { a: 'first\n<b>second</b>' }],
    ['an object', '{ "a": {{ metadata.object }} }', { a: { k: 'v"' } }],
    ['an object with the json filter', '{ "a": {{ metadata.object | json }} }', { a: { k: 'v"' } }],
    ['an object as text', '{ "a": "{{ metadata.object }}" }', { a: '{"k":"v\\""}' }],
    ['an object as text with the json filter', '{ "a": "{{ metadata.object | json }}" }', { a: '{"k":"v\\""}' }],
    ['a filter after json', '{ "a": {{ metadata.object | json | upcase }} }', { a: '{"K":"V\\""}' }],
    ['numbers', '{ "a": {{ metadata.count }}, "b": "{{ metadata.count }}" }', { a: 3, b: '3' }],
    ['booleans and lists', '{ "a": {{ metadata.yes }}, "b": {{ metadata.list }} }', { a: true, b: ['a', 1] }],
    [
      'null for what is missing',
      '{ "a": {{ metadata.x }}, "b": {{ url | json }}, "c": "{{ url }}" }',
      { a: null, b: null, c: '' },
    ],
    ['keys', '{ "{{ title }}": 1 }', { 'Task "7" failed': 1 }],
    ['a literal backslash and quote', String.raw`{ "a": "\\ \" {{ title }}" }`, { a: '\\ " Task "7" failed' }],
    [
      'captured text, escaped once',
      '{% capture x %}"{{ title }}"{% endcapture %}{ "a": "{{ x }}" }',
      { a: '"Task "7" failed"' },
    ],
    [
      'a quote opened in a branch',
      '{ "a": {% if url %}"{{ url }}{% else %}"no {{ title }}{% endif %}" }',
      { a: 'no Task "7" failed' },
    ],
    ['escape, which JSON needs not', '{ "a": "{{ title | escape }}" }', { a: 'Task "7" failed' }],
    [
      'a loop',
      '[{% for item in metadata.list %}{{ item }}{% unless forloop.last %},{% endunless %}{% endfor %}]',
      ['a', 1],
    ],
  ])('takes %s', (_, source, expected) => {
    expect(json(source)).toEqual(expected);
  });

  it("takes the contract's example", () => {
    const source = `{ "event": "helix_notification", "title": "{{ title }}", "message": "{{ message }}",
      "severity": "{{ type }}", "timestamp": "{{ created_at }}", "metadata": {{ metadata | json }} }`;
    expect(json(source)).toEqual({
      event: 'helix_notification',
      title: notification.title,
      message: notification.message,
      severity: 'error',
      timestamp: notification.createdAt,
      metadata: notification.metadata,
    });
  });

  it('is well-formed where a filter cuts a surrogate pair in two', () => {
    const template = `{ "a": "{{ title | split: '' | first }}", "b": {{ title | split: '' | first }} }`;
    expect(json(template, { ...notification, title: '\u{1f525}' })).toEqual({ a: '\ufffd', b: '\ufffd' });
  });

  it('yields exactly the texts that it was given, whatever they are', () => {
    const template = compileTemplate(
      '{ "a": "{{ metadata.a }}", "b": {{ metadata.b }}, "c": [{{ metadata }}, "x{{ metadata.a }}{{ title }}"] }',
      { kind: 'json' },
    );
    const hostile = fc.constantFrom(
      '"',
      '\\',
      '\n',
      '{{ title }}',
      '{% raw %}',
      '</script>',
      '"}',
      '\u2028',
      "','admin':true",
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(hostile).map(parts => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, text, (a, b, title) => {
        const variables = variablesOf({ ...notification, title, metadata: { a, b } });
        expect(JSON.parse(template.render(variables))).toEqual({ a, b, c: [{ a, b }, `x${a}${title}`] });
      }),
    );
  });

  it.each([
    ['{ "a": {{ title }}', 'the template yields no JSON (', 'when everything is set'],
    ['{ "a": {{ title }}, }', 'the template yields no JSON (', 'when everything is set'],
    [String.raw`{ "a": "\{{ message }}" }`, 'the template yields no JSON (', 'when everything is set'],
    [
      '[{% for i in metadata.list %}{{ i }},{% endfor %}1 {% if url %}, {% endif %}2]',
      'yields no JSON',
      'when nothing optional is set',
    ],
    ['{ "a": 1{% if metadata.x %}, {% endif %} }', 'yields no JSON', 'when everything is set'],
    ['{ {% if message != "" %}"a"{% endif %}: 1 }', 'yields no JSON', 'when message is empty'],
    ['{ {% if type == "success" %}?{% endif %} }', 'yields no JSON', 'when type is success'],
    ['{ {% if priority == "urgent" %}?{% endif %} }', 'yields no JSON', 'when priority is urgent'],
    ['{ {% if status == "resolved" %}?{% endif %} }', 'yields no JSON', 'when status is resolved'],
    ['{ {% if event.data.a.b == true %}?{% endif %} }', 'yields no JSON', 'when metadata.a.b is true'],
    [
      '{ {% if metadata.a == 12.5 and metadata.b == 12.5 %}?{% endif %} }',
      'yields no JSON',
      'when all metadata is a number',
    ],
    ['{ {% if metadata.a and metadata.a.b == null %}?{% endif %} }', 'yields no JSON', 'when metadata.a is'],
  ])('is refused where samples yield none: %s', (source, problem, when) => {
    const compile = () => compileTemplate(source, { kind: 'json' });
    expect(compile).toThrow(problem);
    expect(compile).toThrow(when);
  });

  it('fails as invalid_request where a notification makes no JSON of it', () => {
    const template = compileTemplate('{ "a": {% if metadata.x == "odd" %}?{% endif %}1 }', { kind: 'json' });
    const odd = variablesOf({ ...notification, metadata: { x: 'odd' } });
    expect(() => template.render(odd)).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: expect.stringContaining('the template yields no JSON'),
      }),
    );
  });
});

describe('an HTML template', () => {
  it.each([
    [
      "keeps the author's markup, escapes what it inserts",
      '<p class="x">{{ title }}</p>',
      '<p class="x">Task &quot;7&quot; failed</p>',
    ],
    [
      'escapes once, and lines stay lines',
      '{{ message | escape | newline_to_br }}',
      'first<br>&lt;b&gt;second&lt;/b&gt;',
    ],
    [
      'escapes what filters make',
      '{{ title | append: "<i>" | prepend: "&" }}',
      '&amp;Task &quot;7&quot; failed&lt;i&gt;',
    ],
    [
      'escapes echo, cycle and tablerow',
      '{% echo message %}{% cycle "<", ">" %}{% tablerow x in metadata.list %}{{ message }}{% endtablerow %}',
      '<b>',
      false,
    ],
    ['escapes JSON', '{{ metadata.object }}', '{&quot;k&quot;:&quot;v\\&quot;&quot;}'],
  ])('%s', (_, source, expected, equals = true) => {
    const result = render(source, 'html');
    if (equals) expect(result).toBe(expected);
    else expect(result).not.toContain(expected);
  });
});

describe('a text template', () => {
  it('has what it inserts escaped by its caller', () => {
    const template = compileTemplate('*{{ title }}* {{ metadata.list }}', { kind: 'text' });
    expect(template.render(variablesOf(notification), text => text.replace(/["*]/g, '\\$&'))).toBe(
      String.raw`*Task \"7\" failed* [\"a\",1]`,
    );
  });

  it('never reads what is inserted as a template', () => {
    const hostile = '{{ metadata.secret }}{% raw %}{{ title | raw }}';
    expect(render('{{ title }} {{ message }}', 'text', { ...notification, title: hostile, message: hostile })).toBe(
      `${hostile} ${hostile}`,
    );
  });

  it.each([
    '{{ metadata.constructor }}',
    '{{ metadata.constructor.constructor }}',
    '{{ metadata.__proto__ }}',
    '{{ metadata.__proto__.x }}',
    '{{ metadata["__proto__"]["toString"] }}',
    '{{ title.constructor }}',
    '{{ metadata.list.map }}',
    '{{ event.data.hasOwnProperty }}',
    '{{ metadata.list | map: "constructor" | first }}',
  ])('steps over own properties only: %s', source => {
    expect(render(source, 'text', withEvent)).toBe('');
  });
});

describe('a limit', () => {
  const variables = variablesOf({
    ...notification,
    metadata: { list: Array.from({ length: 2000 }, (_, index) => index) },
  });
  it.each([
    [
      'steps',
      '{% for a in metadata.list %}{% for b in metadata.list %}{% assign x = a %}{% endfor %}{% endfor %}',
      'more than 100000 steps',
    ],
    [
      'empty loops',
      '{% for a in metadata.list %}{% for b in metadata.list %}{% endfor %}{% endfor %}',
      'more than 100000 steps',
    ],
    [
      'ranges',
      '{% assign n = metadata.list.size | times: 100000 %}{% for a in (1..n) %}{% endfor %}',
      'limit exceeded',
    ],
    [
      'doubling',
      `{% assign x = message %}{% for a in metadata.list %}{% assign x = x | append: x %}{% endfor %}`,
      'limit exceeded',
    ],
    ['output', '{% for a in metadata.list %}{{ metadata.list }}{% endfor %}', 'more than 2000000 characters'],
  ])('ends too many %s', (_, source, expected) => {
    const template = compileTemplate(source, { kind: 'text' });
    expect(() => template.render(variables)).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: expect.stringContaining(expected) }),
    );
  });
});

describe('cutting', () => {
  const template = compileTemplate('<b>{{ title }}</b>\n{{ message }}', { kind: 'html' });
  const long = variablesOf({ ...notification, title: '<&>'.repeat(400), message: '👨‍👩‍👧‍👦"'.repeat(400) });

  it('leaves alone what fits', () => {
    const variables = variablesOf(notification);
    expect(template.cut(variables, { max: 1000, unit: 'utf16' })).toBe(template.render(variables));
  });

  it.each(['codePoints', 'utf16', 'bytes'] as const)(
    "shortens what was inserted to the limit in %s, never the author's markup",
    unit => {
      const result = template.cut(long, { max: 500, unit });
      expect(result).toMatch(/^<b>(&lt;|&amp;|&gt;)+…<\/b>\n(👨‍👩‍👧‍👦(&quot;)?)+(&quot;)?…$/u);
      expect(measure(result, unit)).toBeLessThanOrEqual(500);
      expect(measure(result, unit)).toBeGreaterThan(450);
    },
  );

  it('uses the escape that it is given', () => {
    const result = compileTemplate('[{{ message }}]', { kind: 'text' }).cut(long, { max: 20, unit: 'utf16' }, text =>
      text.replaceAll('"', '\\"'),
    );
    expect(result).toBe('[👨‍👩‍👧‍👦\\"…]');
  });

  it('shortens every text of a JSON template', () => {
    const source = compileTemplate('["{{ title }}", {{ message }}, {{ metadata.count }}]', { kind: 'json' });
    expect(JSON.parse(source.cut(long, { max: 60, unit: 'codePoints' }))).toEqual([
      expect.stringMatching(/^<.*…$/),
      expect.stringMatching(/…$/),
      3,
    ]);
  });

  it("drops all that was inserted where only the author's own text fits", () => {
    expect(template.cut(long, { max: 8, unit: 'codePoints' })).toBe('<b></b>\n');
  });

  it.each([
    ['codePoints', 'characters'],
    ['utf16', 'UTF-16 units'],
    ['bytes', 'bytes'],
  ] as const)('fails where even that is too long in %s', (unit, told) => {
    expect(() => template.cut(long, { max: 7, unit })).toThrow(
      expect.objectContaining({
        code: 'payload_too_large',
        message: `the template's own text is longer than 7 ${told}`,
      }),
    );
  });
});

describe('a key', () => {
  const key = (source: string) => compileTemplate(source, { kind: 'text' }).renderKey(variablesOf(notification));

  it.each([
    ['task-{{ metadata.task_id }}', 'task-t-1'],
    ['{{ metadata.count }}/{{ metadata.yes }}', '3/true'],
    ['task-{{ metadata.nothing | default: "x" }}', 'task-x'],
    ['{% if metadata.nothing %}{{ metadata.nothing }}{% endif %}fixed', 'fixed'],
  ])('of %s is %s', (source, expected) => {
    expect(key(source)).toEqual({ key: expected });
  });

  it.each([
    ['task-{{ metadata.nothing }}', 'metadata.nothing'],
    ['task-{{ event.data.worker_id }}', 'event.data.worker_id'],
    ['task-{{ metadata.none }}', 'metadata.none'],
    ['task-{{ metadata.empty }}', 'metadata.empty'],
    ['task-{{ metadata.object }}', 'metadata.object'],
    ['task-{{ metadata.list }}', 'metadata.list'],
    ['{{ metadata.task_id }}-{{ url }}', 'url'],
    ['{{ title | remove: title }}', 'what it inserts'],
    ['', 'what it inserts'],
  ])('of %s is none, for want of %s', (source, missing) => {
    expect(key(source)).toEqual({ missing });
  });
});

describe('a template that is refused', () => {
  it.each([
    ['{{ titel }}', "line 1, column 4: unknown variable 'titel'; did you mean 'title'?"],
    ['a\n  {{ createdAt }}', "line 2, column 6: unknown variable 'createdAt'; did you mean 'created_at'?"],
    ['{% if mesage %}x{% endif %}', "unknown variable 'mesage'; did you mean 'message'?"],
    [
      '{{ xyz }}',
      "unknown variable 'xyz'; the variables are title, message, type, priority, metadata, status, dedup_key, source, url, created_at, event",
    ],
    ['{{ event.sevrity }}', "unknown variable 'event.sevrity'; did you mean 'event.severity'?"],
    ['{{ event.foo }}', "unknown variable 'event.foo'; the variables are event.id, event.type, event.source"],
    ['{{.Title}}', 'line 1, column 1: write {{ title }} instead of {{.Title}}'],
    ['x {{- .CreatedAt }}', 'line 1, column 3: write {{ created_at }} instead of {{.CreatedAt}}'],
    ['{{ .Metadata.task_id }}', 'write {{ metadata.task_id }} instead of {{.Metadata.task_id}}'],
    ['{{ .Custom }}', 'write {{ Custom }} instead of {{.Custom}}'],
    ['{{ if .Title }}x{{ end }}', "line 1, column 1: '{{ if … }}' is no tag; write {% if … %}"],
    ['{{ range .Items }}', "'{{ range … }}' is no tag"],
    ['{{ title message }}', "line 1, column 1: expected one value and its filters, found 'title message'"],
    ['{{ title | }}', "expected one value and its filters, found 'title |'"],
    ['{{ title ) }}', "expected one value and its filters, found 'title )'"],
    ['{% if title message %}x{% endif %}', "expected one value and its filters, found 'title message'"],
    ['{{ }}', 'line 1, column 4: invalid value expression'],
    ['{{ title', 'line 1, column 1: output "{{ title" not closed'],
    ['{% if title %}', 'tag {% if title %} not closed'],
    ['{{ title | upcse }}', "line 1, column 1: unknown filter 'upcse'; did you mean 'upcase'?"],
    ['{{ title | raw }}', "unknown filter 'raw'"],
    ['{{ metadata.list | where_exp: "x", metadata.text }}', "unknown filter 'where_exp'"],
    ['{% fi title %}', "unknown tag 'fi'"],
    ['{% asign x = title %}', "unknown tag 'asign'; did you mean 'assign'?"],
    ['{% include "/etc/passwd" %}', "unknown tag 'include'"],
    ['{% render "x" %}', "unknown tag 'render'"],
    ['{% layout "x" %}', "unknown tag 'layout'"],
    ['{% block x %}{% endblock %}', "unknown tag 'block'"],
    ['x'.repeat(65_537), 'expected at most 65536 characters, found 65537'],
    [
      '{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}',
      'the template cannot be rendered: it takes more than 100000 steps when everything is set',
    ],
  ])('%s', (source, expected) => {
    expect(() => compileTemplate(source, { kind: 'text' })).toThrow(
      expect.objectContaining({ name: 'TemplateError', message: expect.stringContaining(expected) }),
    );
  });

  it.each([
    '{% if title == "a" and not message or type != "x" %}{% elsif title contains "x" %}{% endif %}',
    '{% unless title %}{% endunless %}{% comment %}{{ a b }}{% endcomment %}',
    '{% assign name = title | upcase %}{{ name }}{% for item in metadata.list %}{{ item.k }}{{ forloop.index }}{% endfor %}',
    '{{ metadata[title] }}{{ metadata["a.b"] }}{{ metadata.list[0] }}{{ title.size }}',
    '{% raw %}{{ a b }}{{ .Go }}{% endraw %}{{ title }}{%- comment -%}{{ .Go }}{%- endcomment -%}',
    '{{ "now" | date: "%Y" }}{{ (1..3) | size }}{{- title -}}',
  ])('is not %s', source => {
    expect(() => compileTemplate(source, { kind: 'text' })).not.toThrow();
  });
});
