/** Does one task after the other, in the order in which they come; each fails for itself. */
export function createInTurn(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const done = last.then(task, task);
    // Met by whoever waits for the task; until then it must not count as unhandled.
    done.catch(() => {});
    last = done;
    return done;
  };
}
