/** A plain glob: `*` stands for any characters, dots too; everything else for itself. Linear in text and pattern. */
export function glob(pattern: string): (text: string) => boolean {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return text => text === pattern;
  const middle = rest.filter(piece => piece !== '');
  return text => text.startsWith(start) && endsAfter(text, end, afterAll(text, middle, start.length));
}

/** Where the last piece ends when each is taken as early as possible; -1 where one is not there. */
function afterAll(text: string, pieces: readonly string[], from: number): number {
  let position = from;
  for (const piece of pieces) {
    const found = text.indexOf(piece, position);
    if (found < 0) return -1;
    position = found + piece.length;
  }
  return position;
}

const endsAfter = (text: string, end: string, position: number) =>
  position >= 0 && text.length - end.length >= position && text.endsWith(end);
