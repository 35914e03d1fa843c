/** What the API answers about communities. */
import Type from 'typebox'
import { number, orNull, text, timeOrNull } from './shape-words.ts'

const who = Type.Object(
  {
    handle: text('As in @nia@aldermere.example'),
    uri: text('The address that the fediverse knows them by'),
    url: text('Their page on their own server'),
    name: text()
  },
  { title: 'Author', additionalProperties: false }
)

const parts = {
  id: text('Our own key of it'),
  uri: text('The address that the fediverse knows it by'),
  url: text('Its page on its own server'),
  page: text('Its page on this server'),
  local: Type.Boolean({ description: 'Whether it was opened here' }),
  handle: text('As in @repairs@aldermere.example'),
  name: text(),
  html: text('What it is for, as safe HTML'),
  members: number('How many follow it, as far as is known here'),
  posting: Type.Unsafe<string | null>({
    enum: ['everyone', 'members', null],
    description: 'Who may post; null when its own server decides'
  }),
  created: timeOrNull('When it was opened; null for one of another server'),
  closed: timeOrNull('Since when nothing new is taken')
}

export const CommunityItem = Type.Object(parts, { title: 'CommunityItem', additionalProperties: false })

export const Community = Type.Object(
  {
    ...parts,
    purpose: orNull('What it is for, as typed in Markdown; null for one of another server'),
    coordinators: Type.Array(who, { description: 'Who looks after it; of ours only' }),
    you: Type.Unsafe<string | null>({
      enum: ['coordinator', 'member', 'requested', 'removed', null],
      description: 'How you stand to it'
    })
  },
  { title: 'Community', additionalProperties: false }
)

export const Membership = Type.Object(
  {
    community: text('The address of the community'),
    id: text('Our own key of it'),
    handle: text(),
    name: text(),
    state: Type.Enum(['requested', 'accepted'], {
      description: 'Of another server’s it is requested until that answers'
    }),
    role: Type.Enum(['member', 'coordinator'])
  },
  { title: 'Membership', additionalProperties: false }
)

export const CommunityMember = Type.Object(
  { member: who, role: Type.Enum(['member', 'coordinator']) },
  { title: 'CommunityMember', additionalProperties: false }
)

export const RemovedPost = Type.Object(
  {
    object: text('The address of the post'),
    page: text('Its page on this server'),
    by: orNull('The address of who took it out'),
    reason: text()
  },
  { title: 'RemovedPost', additionalProperties: false }
)
