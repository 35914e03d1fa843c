/** Lets one transaction at a time through, which SQLite needs. */

/** Makes a function that runs its tasks one after another, in the order given. */
export function inTurn() {
  let last: Promise<unknown> = Promise.resolve()
  return <Result>(task: () => Promise<Result>): Promise<Result> => {
    const next = last.then(task, task)
    last = next.catch(() => {})
    return next
  }
}
