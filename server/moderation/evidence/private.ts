/** Whether something that came in was written for some only, as its addressees tell. */

type Plain = Record<string, unknown>
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value ? [value] : [])
const isPublic = (uri: unknown) => typeof uri === 'string' && /(^|#)(as:)?Public$/.test(uri)

/** True for what says something and is addressed, and not to everyone. */
export function isForSome({ type, activity }: { type: string; activity: Plain | null }): boolean {
  if (!activity || (type !== 'Create' && type !== 'Update')) return false
  const object = listOf(activity.object).find(isPlain)
  const to = [activity.to, activity.cc, object?.to, object?.cc].flatMap(listOf)
  return to.length > 0 && !to.some(isPublic)
}
