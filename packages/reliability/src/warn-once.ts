/** Tells of the first failure as a warning of the process: the next ones, each second perhaps, would say the same. */
export function warnOnce(who: string): (thrown: unknown) => void {
  let told = false;
  return thrown => {
    if (told) return;
    told = true;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    process.emitWarning(`${who} failed (${message}); further failures are not told.`);
  };
}
