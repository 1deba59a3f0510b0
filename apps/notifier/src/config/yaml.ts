import { isScalar, LineCounter, parseDocument, visit, type Node, type YAMLMap } from 'yaml';
import { scan, type Finding } from './scan.js';
import { syntaxFindings } from './syntax.js';

/** A YAML file as nodes that know their places. */
export interface YamlDocument {
  readonly root: Node | null;
  /** With any of these the nodes are not to be read. */
  readonly findings: readonly Finding[];
  readonly text: string;
  placeOf(offset: number): { readonly line: number; readonly column: number };
}

/** One key of a mapping. A key that has no value has no node, or one that is null. */
export interface Entry {
  readonly key: string;
  readonly keyOffset: number;
  readonly node: Node | null;
}

/** Reads one document of plain YAML 1.2: no anchors, aliases, tags, merge keys or directives. Never throws. */
export function readYaml(text: string): YamlDocument {
  const refused = scan(text);
  if (refused) return unread(text, [refused]);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    // Ours are linear: the parser's own check compares each key with all before it.
    uniqueKeys: false,
    merge: false,
    schema: 'core',
    resolveKnownTags: false,
    // Pretty errors of a hostile text make a regular expression that ends the process.
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const syntax = syntaxFindings(document.errors, text);
  if (syntax.length) return unread(text, syntax);
  return {
    root: document.contents,
    findings: repeatedKeys(document.contents),
    text,
    placeOf: offset => place(lineCounter, offset),
  };
}

/** The keys of a mapping, in their order. */
export function entriesOf(map: {
  readonly items: readonly { readonly key: unknown; readonly value: unknown }[];
}): Entry[] {
  return map.items.map(({ key, value }) => ({
    key: isScalar(key) ? String(key.value) : '',
    keyOffset: offsetOf(key as Node | null),
    node: value as Node | null,
  }));
}

/** Where a node begins. */
export const offsetOf = (node: Node | null): number => node?.range?.[0] ?? 0;

function unread(text: string, findings: readonly Finding[]): YamlDocument {
  const lineCounter = new LineCounter();
  for (let at = 0; at !== -1; at = text.indexOf('\n', at) + 1 || -1) lineCounter.addNewLine(at);
  return { root: null, findings, text, placeOf: offset => place(lineCounter, offset) };
}

function place(lineCounter: LineCounter, offset: number) {
  const { line, col } = lineCounter.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function repeatedKeys(root: Node | null): Finding[] {
  const findings: Finding[] = [];
  const findRepeated = (_: unknown, node: YAMLMap) => {
    const seen = new Set<string>();
    for (const { key, keyOffset } of entriesOf(node)) {
      if (seen.has(key))
        findings.push({ offset: keyOffset, message: `the key "${key}" is given twice; leave one out` });
      seen.add(key);
    }
  };
  visit(root, { Map: findRepeated });
  return findings;
}
