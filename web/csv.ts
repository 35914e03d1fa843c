/** Lines of CSV (RFC 4180) that a spreadsheet only reads: nothing in a cell begins a formula. */

/** One line, with its line end. */
export const csvLine = (cells: (string | number | null | undefined)[]): string => `${cells.map(cell).join(',')}\r\n`

function cell(value: string | number | null | undefined): string {
  if (typeof value === 'number') return String(value)
  const text = value ?? ''
  const safe = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
