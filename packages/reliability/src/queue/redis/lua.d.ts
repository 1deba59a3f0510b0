/** A script as its text. */
declare module '*.lua' {
  const source: string;
  export { source as default };
}
