/** HTML that may be shown as it is: only the sanitiser's output and our own drawings become such. */

export class SafeHtml {
  readonly html: string
  constructor(html: string) {
    this.html = html
  }
  toString() {
    return this.html
  }
}
