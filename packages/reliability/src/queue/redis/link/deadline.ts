/** The answer of `act`, or a rejection by what `late` gives once `ms` are over. `act` can ask whether it is too late. */
export function withDeadline<T>(ms: number, act: (isOver: () => boolean) => Promise<T>, late: () => Error): Promise<T> {
  // A flag, since an AbortSignal for each call would cost more than all the rest here.
  let over = false;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      over = true;
      reject(late());
    }, ms);
    act(() => over)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
