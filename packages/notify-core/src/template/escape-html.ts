const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '<br>',
};

/** Plain text as HTML, within quoted attributes too; a new line stays one. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"'\n]/g, character => ENTITIES[character] ?? '');
