// Names are written without control characters, which separate them in keys and records, and without lone surrogates,
// which UTF-8 has no bytes for. Hardly any name has either.
const special = /[\0-\x1f%]|\p{Surrogate}/gu;

export function encodeName(name: string): string {
  return name.replace(special, character => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function decodeName(text: string): string {
  return text.replace(/%([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

/** A job as Redis knows it; its id alone does not tell where the lane begins. */
export function refOf({ id, lane }: { readonly id: string; readonly lane: string }): string {
  return `${encodeName(id.slice(0, -lane.length - 1))}\t${encodeName(lane)}`;
}
