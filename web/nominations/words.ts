/** What pages call the kinds, states and steps of nominations. */
import type { NominationKind, NominationState } from '../../schema/nominations.ts'

export const kindWords: Record<NominationKind, string> = {
  myself: 'What they do themselves',
  council: 'A council',
  project: 'A small local project'
}

/** The columns of the board, in the order in which a nomination goes through them. */
export const columns: { state: NominationState; name: string; empty: string }[] = [
  { state: 'new', name: 'New', empty: 'Nothing new.' },
  { state: 'asked', name: 'Asked', empty: 'Nobody is being asked.' },
  { state: 'consented', name: 'Said yes', empty: 'Nobody waits for a story.' },
  { state: 'assigned', name: 'Assigned', empty: 'Nobody is on the way.' },
  { state: 'recorded', name: 'Recorded', empty: 'Nothing waits to be written up.' },
  { state: 'drafted', name: 'Draft', empty: 'No draft.' },
  { state: 'published', name: 'Published', empty: 'No story yet.' },
  { state: 'declined', name: 'Ended', empty: 'None has ended.' }
]

export const stateName = (state: NominationState): string =>
  columns.find((one) => one.state === state)?.name ?? 'Not confirmed'

const steps: Record<string, string> = {
  made: 'It came in, and its sender confirmed it',
  asked: 'A letter asked the nominee',
  unasked: 'No letter went out: that address was written to within the last year',
  found: 'found an address for the nominee',
  refused: 'That address wants no letters from us. All that was said was deleted',
  consented: 'The nominee said yes, to these words',
  later: 'The nominee said “not now”',
  declined: 'The nominee said no. All that was said was deleted',
  'taken-back': 'The nominee took their yes back. All that was said was deleted',
  dismissed: 'let it go. All that was said was deleted',
  lapsed: 'Nobody answered in 90 days. All that was said was deleted',
  assigned: 'gave it to a reporter',
  told: 'The nominee told it by themselves',
  'clip-sent': 'The nominee sent a clip',
  'picture-sent': 'The nominee sent a picture',
  recorded: 'recorded it',
  offered: 'noted what was offered as given',
  drafted: 'began a draft',
  'read-asked': 'asked the nominee to read it',
  right: 'The nominee said that the words are right',
  changes: 'The nominee said what should change',
  reworded: 'A letter told the nominee that it was changed',
  published: 'published the story'
}

/** What a step says; it begins with a capital when nobody here did it. */
export const stepWords = (kind: string): string => steps[kind] ?? kind
