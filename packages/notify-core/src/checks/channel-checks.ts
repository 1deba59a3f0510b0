import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { formsOf } from '../channel/scrub.js';
import { deepFreeze } from '../freeze.js';
import { priorities, types } from '../notification.js';
import { measure } from '../text.js';
import { failureOfSend, stringsIn } from './expect.js';
import { family, hostileTexts } from './hostile.js';
import { delivery, never, script, withChannel, type MockProvider, type Subject } from './subject.js';

/** What every channel must do, whatever its transport. */
export function channelChecks<M extends MockProvider>(subject: Subject<M>): void {
  const { it, type, texts } = subject;

  it('delivers every type at every priority', () =>
    withChannel(subject, async ({ channel, mock }) => {
      for (const kind of types) {
        for (const priority of priorities) await channel.send(delivery({ type: kind }, priority), never());
      }
      assert.equal(mock.count(), types.length * priorities.length);
    }));

  it('previews the body that it sends', () =>
    withChannel(subject, async ({ channel, mock }) => {
      const one = deepFreeze(delivery({ metadata: { region: 'eu', tries: 3 } }));
      const preview = [channel.preview(one)].flat()[0] as { body?: unknown };
      await channel.send(one, never());
      const [request] = mock.requests();
      assert.ok(request, 'nothing was sent');
      if (preview.body === undefined) return;
      assert.deepEqual(typeof preview.body === 'string' ? request.body : JSON.parse(request.body), preview.body);
    }));

  it('keeps its secrets out of descriptions, previews and errors', () =>
    withChannel(
      subject,
      async ({ channel, mock, secret }) => {
        const shown = [channel.describe(), channel.preview(delivery())];
        await channel.send(delivery(), never());
        // Without this the rest would prove nothing: the secret is in use.
        assert.ok(carries(mock.requests(), secret), 'the provider never received the secret');
        for (const step of [400, 401, 500, 'reset', 'hang']) {
          script(mock, step, step);
          shown.push((await failureOfSend(channel)) as never);
        }
        for (const value of [...shown, channel])
          assert.ok(!carries(value, secret), `a secret shows in ${inspect(value)}`);
      },
      { timeoutMs: 300 },
    ));

  for (const [name, text] of Object.entries(hostileTexts)) {
    it(`makes a valid message of a text that is ${name}`, () =>
      withChannel(subject, async ({ channel, mock }) => {
        const metadata = JSON.parse(`{"__proto__": {"admin": true}, "constructor": "x"}`) as Record<string, string>;
        await channel.send(
          delivery({
            title: text || ' ',
            message: text,
            metadata: { ...metadata, text, nested: { text }, none: null },
          }),
          never(),
        );
        for (const { body } of mock.requests()) assertWellFormed(body);
      }));
  }

  it('cuts texts to the provider’s sizes, never inside of a grapheme', () =>
    withChannel(subject, async ({ channel, mock }) => {
      const told = texts !== undefined || Object.keys(type.sizes).length === 0;
      assert.ok(told, 'the checks were not told where the texts of a request stand: pass texts');
      // At two offsets: whatever the size, a cut that ignores graphemes meets the inside of one.
      for (const start of ['', 'x'])
        await channel.send(
          delivery({ title: start + family.repeat(3_000), message: start + family.repeat(9_000) }),
          never(),
        );
      for (const request of mock.requests()) {
        for (const [name, found] of Object.entries(texts?.(request) ?? {})) {
          const size = type.sizes[name];
          assert.ok(size, `"${name}" is not one of the type's sizes`);
          for (const text of found)
            assert.ok(measure(text, size.unit) <= size.max, `${name} is longer than ${size.max} ${size.unit}`);
        }
        for (const text of stringsIn(parsed(request.body))) assertWholeFamilies(text);
      }
    }));

  it('writes neither into its configuration nor into the delivery', () =>
    withChannel(subject, async ({ channel }) => {
      const before = JSON.stringify(channel.describe());
      await channel.send(deepFreeze(delivery({ metadata: { a: { b: [1] } } })), never());
      assert.equal(JSON.stringify(channel.describe()), before);
    }));

  it('sends nothing when its signal has aborted', () =>
    withChannel(subject, async ({ channel, mock }) => {
      assert.equal((await failureOfSend(channel, AbortSignal.abort())).code, 'cancelled');
      assert.equal(mock.count(), 0);
    }));

  it('stops when its signal aborts', () =>
    withChannel(subject, async ({ channel, mock }) => {
      script(mock, 'hang');
      const controller = new AbortController();
      const failure = failureOfSend(channel, controller.signal);
      await mock.waitFor(1);
      controller.abort();
      assert.equal((await failure).code, 'cancelled');
    }));

  it('keeps its own time-out', () =>
    withChannel(
      subject,
      async ({ channel, mock }) => {
        script(mock, 'hang');
        const { code, retryable } = await failureOfSend(channel);
        assert.deepEqual({ code, retryable }, { code: 'timeout', retryable: true });
      },
      { timeoutMs: 200 },
    ));

  it('closes once, however often it is asked', () =>
    withChannel(subject, async ({ channel }) => {
      await channel.send(delivery(), never());
      await Promise.all([channel.close(), channel.close()]);
    }));
}

function carries(value: unknown, secret: string): boolean {
  const printed = [inspect(value, { depth: Infinity, maxStringLength: Infinity }), JSON.stringify(value)].join('\n');
  return formsOf(secret).some(form => printed.includes(form));
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

function assertWellFormed(body: string): void {
  for (const text of stringsIn(parsed(body))) {
    assert.ok(text.isWellFormed(), 'a text holds half of a surrogate pair');
    assert.ok(!text.includes('\u0000'), 'a text holds NUL');
  }
}

function assertWholeFamilies(text: string): void {
  assert.ok(
    !/[👨👩👧👦\u200d\ufffd\p{Cs}]/u.test(text.replaceAll(family, '')),
    `a grapheme was cut in two: …${text.slice(-40)}`,
  );
}
