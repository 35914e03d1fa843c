/** Polls as pages show them: with what the viewer chose, and whether they may still choose. */
import type { Poll } from '../../schema/posts.ts'
import type { Viewer } from '../../server/members/viewer.ts'
import { isClosed } from '../../server/polls/polls.ts'
import type { PollView } from '../item.ts'
import { day } from './day.ts'

/** A poll for whoever looks. */
export function pollView(poll: Poll, chosen: string[] = [], viewer: Viewer | undefined, now: Date): PollView {
  return {
    options: poll.options.map((option) => ({ ...option, mine: chosen.includes(option.text) })),
    multiple: poll.multiple,
    ...day('closes', poll.closes),
    ...(poll.voters !== undefined && { voters: poll.voters }),
    open: (viewer?.can('publish') ?? false) && chosen.length === 0 && !isClosed(poll, now)
  }
}
