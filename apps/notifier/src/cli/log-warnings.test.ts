import { pino } from 'pino';
import { logWarnings } from './log-warnings.js';

describe('warnings of the process', () => {
  it('go to the log, and to nobody else, until that is undone', () => {
    const lines: string[] = [];
    const before = process.listeners('warning');
    const undo = logWarnings(pino({}, { write: line => void lines.push(line) }));
    expect(process.listenerCount('warning')).toBe(1);
    process.emit('warning', Object.assign(new Error('two\nlines'), { name: 'SomeWarning' }));
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { level: 40, warning: 'SomeWarning', msg: 'two\nlines' },
    ]);
    undo();
    expect(process.listeners('warning')).toEqual(before);
  });
});
