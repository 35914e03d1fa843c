/** Pages for what goes wrong: what happened, what is kept, what to do next. */
import type { DrawTrouble } from '../../server/plugins/errors.ts'
import type { Pages } from '../pages.ts'

const headings: Record<number, string> = {
  400: 'That request was not understood',
  401: 'Sign in first',
  403: 'You cannot do this',
  404: 'There is nothing here',
  405: 'That cannot be done here',
  409: 'Somebody was faster',
  410: 'This was withdrawn',
  413: 'That is too large',
  415: 'That kind of file cannot be taken',
  422: 'Something needs mending',
  429: 'That was too often',
  502: 'Another server did not answer',
  503: 'Not just now'
}

/** Draws them with the council's shell. */
export function drawTrouble(pages: Pages): DrawTrouble {
  return (request, reply, trouble) => {
    const heading = headings[trouble.status] ?? (trouble.status < 500 ? 'That did not work' : 'Something broke here')
    const data = { ...trouble, title: heading, heading }
    return pages.send(request, reply, 'layout/error.njk', data, { status: trouble.status, meta: { robots: 'noindex' } })
  }
}
