export type Fields = Readonly<Record<string, unknown>>;
type Check = (block: Fields, at: string) => readonly string[];

export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Slack names a fault by what is wrong and a JSON pointer to it. */
const problem = (what: string, at: string) => [`${what} [json-pointer:${at}]`];

// Slack's limits are a schema's `maxLength` on the escaped text, so code points.
function checkLength(text: unknown, at: string, max: number): readonly string[] {
  if (typeof text !== 'string') return problem('must be a string', at);
  if (text === '') return problem('must be more than 0 characters', at);
  return Array.from(text).length > max ? problem(`must be less than ${max + 1} characters`, at) : [];
}

function checkText(value: unknown, at: string, max: number, types = ['mrkdwn', 'plain_text']): readonly string[] {
  if (!isObject(value)) return problem('must be an object', at);
  if (!types.includes(String(value.type))) return problem(`must be one of ${types.join(', ')}`, `${at}/type`);
  return checkLength(value.text, `${at}/text`, max);
}

function checkList(value: unknown, at: string, max: number, check: (item: unknown, at: string) => readonly string[]) {
  if (!Array.isArray(value) || value.length === 0) return problem('no less than 1 items are allowed', at);
  if (value.length > max) return problem(`no more than ${max} items are allowed`, at);
  return value.flatMap((item, index) => check(item, `${at}/${index}`));
}

const checkSection: Check = ({ text, fields }, at) => {
  if (text === undefined && fields === undefined) return problem('missing required field: text or fields', at);
  return [
    ...(text === undefined ? [] : checkText(text, `${at}/text`, 3000)),
    ...(fields === undefined ? [] : checkList(fields, `${at}/fields`, 10, (item, to) => checkText(item, to, 2000))),
  ];
};

const checkContextElement = (item: unknown, at: string) =>
  isObject(item) && item.type === 'image' ? [] : checkText(item, at, 3000);

const fine: Check = () => [];
/** The blocks that Slack takes in a message; those without limits of interest here pass. Limits: @slack/types 3.2.0. */
const checks: Readonly<Record<string, Check>> = {
  section: checkSection,
  header: ({ text }, at) => checkText(text, `${at}/text`, 150, ['plain_text']),
  context: ({ elements }, at) => checkList(elements, `${at}/elements`, 10, checkContextElement),
  actions: ({ elements }, at) => checkList(elements, `${at}/elements`, 25, () => []),
  markdown: ({ text }, at) => checkLength(text, `${at}/text`, 12_000),
  divider: fine,
  image: fine,
  rich_text: fine,
  table: fine,
  video: fine,
  file: fine,
  alert: fine,
  card: fine,
};

function checkBlock(block: unknown, at: string): readonly string[] {
  if (!isObject(block)) return problem('must be an object', at);
  const check = Object.hasOwn(checks, String(block.type)) ? checks[String(block.type)] : undefined;
  return check ? check(block, at) : problem(`unsupported type: ${String(block.type)}`, `${at}/type`);
}

/** What Slack would find wrong with a message's `blocks`; empty where nothing is. No blocks are fine. */
export function blockProblems(blocks: unknown): readonly string[] {
  if (blocks === undefined || (Array.isArray(blocks) && blocks.length === 0)) return [];
  return checkList(blocks, '/blocks', 50, checkBlock);
}
