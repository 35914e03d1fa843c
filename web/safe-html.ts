/** HTML that may be shown as it is: only the sanitiser's output and our own drawings become such. */

export class SafeHtml {
  readonly html: string
  /** The same without pictures in its words, for extracts in plain text. */
  readonly plain: string
  constructor(html: string, plain = html) {
    this.html = html
    this.plain = plain
  }
  toString() {
    return this.html
  }
}
