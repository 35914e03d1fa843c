/** What the API answers about a draft that a colleague reads. */
import Type from 'typebox'
import { storyParts } from '../../server/steps/checks.ts'
import { orNull, text, time, timeOrNull } from './shape-words.ts'
import { Author } from './shapes.ts'

const closed = { additionalProperties: false }

const Comment = Type.Object(
  {
    id: text(),
    part: Type.Enum([...storyParts]),
    passage: text('The words that it is about, as they stood then; empty for the whole part'),
    comment: text('Plain text'),
    answer: orNull('What the author answered'),
    done: Type.Boolean({ description: 'The author is done with it' }),
    said: time('When')
  },
  closed
)

/** A draft with those who were asked to read it. */
export const Checks = Type.Object(
  {
    story: Type.Object(
      {
        id: text(),
        uri: text('The address that the fediverse will know it by'),
        author: Author,
        title: text(),
        summary: text('Plain text'),
        body: text('Markdown'),
        wentWell: text('Markdown'),
        wentBadly: text('Markdown')
      },
      closed
    ),
    seen: text('Stands for these words: send it with a decision, so that only what was read is decided on'),
    needs: orNull('Whose word is missing before it may go to everyone: buddy, or sign-off; null for nobody’s'),
    checks: Type.Array(
      Type.Object(
        {
          id: text(),
          buddy: Author,
          state: Type.Enum(['asked', 'fine', 'changes', 'ended']),
          note: text('What the author asked them to look at'),
          asked: time('When'),
          decided: timeOrNull('When they said that it is fine, or asked for changes'),
          current: Type.Boolean({ description: 'Whether it still stands as they read it' }),
          comments: Type.Array(Comment, { description: 'The first first' })
        },
        closed
      ),
      { description: 'All for the author, the latest first; for somebody who was asked, their own' }
    )
  },
  { title: 'Checks', ...closed }
)

/** Drafts that wait for one's word. */
export const WaitingChecks = Type.Object(
  {
    items: Type.Array(
      Type.Object({ story: text('Its id'), title: text(), author: text('The name of who wrote it') }, closed)
    )
  },
  { title: 'WaitingChecks', ...closed }
)
