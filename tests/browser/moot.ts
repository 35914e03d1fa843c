/** A council's server with the people and stories of the mock-ups, for looking at. */

import type { Context } from '../../server/context.ts'
import { keepFollow } from '../../server/follows/follows.store.ts'
import { showInterest } from '../../server/interest/interest.ts'
import { createMember } from '../../server/members/members.ts'
import { startSession } from '../../server/members/sessions.ts'
import { makeViewer, type Viewer } from '../../server/members/viewer.ts'
import { anyPost } from '../../server/posts/posts.store.ts'
import { acceptAnswer } from '../../server/questions/answers.ts'
import { askQuestion } from '../../server/questions/questions.ts'
import { writeReply } from '../../server/replies/replies.ts'
import { writeStory } from '../../server/stories/stories.ts'
import { freePorts, testServer } from '../help/server.ts'
import { addMastodon, addPeer, remotePost, remoteStory } from '../web/pages/elsewhere.ts'

export type Moot = Awaited<ReturnType<typeof startMoot>>

/** Starts it. */
export async function startMoot() {
  const [port] = await freePorts(1)
  const server = await testServer(port!, 'Aldermere')
  const { context } = server
  const person = async (handle: string, name: string, role: string, skills: string[] = []): Promise<Viewer> => {
    const input = {
      handle,
      name,
      email: `${handle}@aldermere.example`,
      role: 'practitioner',
      profile: { role, skills }
    }
    const { member, actor } = await createMember(context, input)
    return makeViewer(member, actor)
  }
  const nia = await person('nia', 'Nia Okafor', 'Housing options lead', ['housing options', 'libraries'])
  const ruth = await person('ruth', 'Ruth Pendlebury', 'Revenues manager', ['council tax', 'plain words'])
  const { gwil, council } = await addPeer(context)
  const maddy = await addMastodon(context)

  await remotePost(
    context,
    gwil,
    remoteStory('A food waste round with smaller lorries', {
      summary:
        '<p>Four 7.5-tonne lorries instead of two at 26 tonnes, for lanes where the big ones could not turn.</p>',
      published: new Date(Date.now() - 30 * 3_600_000).toISOString(),
      'schema:positiveNotes': [
        'Narrow lanes are served for the first time. Complaints from the hill villages stopped.'
      ],
      'schema:negativeNotes': ['Two lorries were too few in December. We paid £18,400 for agency crews.'],
      tag: [{ type: 'Hashtag', name: '#waste' }]
    })
  )
  await writeStory(context, ruth, {
    title: 'Council tax letters rewritten at a reading age of nine',
    summary: 'We rewrote the first reminder with the people who ring about it, and sent it from July.',
    body: 'We read every letter aloud.',
    wentWell: 'Calls about the first reminder fell by a fifth in six weeks.',
    wentBadly: 'We forgot the Welsh version until proofs came back. It went out eleven days late.',
    topics: ['counciltax', 'letters'],
    state: 'stopped'
  })
  const story = await writeStory(context, nia, {
    title: 'We moved housing advice to a table in the library',
    summary:
      'Every Tuesday since March, two housing officers sit at a table in the central library with a kettle. No counter, no ticket, no screen between us. People come earlier, and they come back less.',
    body: 'We closed one of five counter windows on Tuesdays and sent its two officers across the square. They take a laptop each, a box of forms, and a paper diary that anyone at the desk can write in.\n\nThere are no appointments before noon. If more than four people are waiting, the library’s front desk hands out a card with a time on it, so nobody has to stand.',
    wentWell:
      'People came earlier. One in three had no notice yet, so there was still something we could do.\n\nRepeat visits fell from 41 to 26 a month. We think it is because nobody leaves without a page in their own words.\n\nLibrary staff now spot people who are circling and say “they are nice, go on”.',
    wentBadly:
      'For nine weeks we had no private room. Two people told us things within earshot of the children’s corner. We should have sorted that before day one.\n\nThe library printer needs a card. We lost an hour every week until Tom gave us his.\n\nWe never asked the night shelter. Their people cannot come on Tuesdays.',
    topics: ['housing', 'libraries'],
    state: 'embedded',
    service: '112',
    place: 'Central library, Aldermere',
    cost: '£1,150 to start, two officer days a week',
    saving: '£31,000 a year in temporary rooms',
    evidence: 'Own estimate, checked by finance'
  })
  await writeStory(context, nia, { title: 'Duty rota without a duty desk', audience: 'draft' })

  const cries = await remotePost(context, maddy, {
    name: 'What do you do when someone at the table starts to cry?',
    content: '<p>It happens to us every week and a library is very public.</p>',
    'schema:additionalType': 'https://schema.org/Question',
    inReplyTo: story.post.uri
  })
  const walk = await answer(
    context,
    nia,
    cries,
    'We stand up and walk. Tom unlocks the local history room, which is never full. One of us goes along, the other stays so the queue does not notice. It took us nine weeks to ask for that key.'
  )
  await remotePost(context, gwil, {
    content:
      '<p>Same here, with a booth on wheels that the registrars no longer wanted. It cost us nothing but a van.</p>',
    inReplyTo: walk.above
  })
  await acceptAnswer(context, nia, walk.id)
  await showInterest(context, ruth, 'like', story.post.uri)
  await showInterest(context, ruth, 'share', story.post.uri)

  const question = await askQuestion(context, ruth, {
    title: 'How do you collect food waste where a lorry cannot turn?',
    body: 'We have 340 homes on lanes under three metres wide. Our contractor wants to leave bins at the lane end, which is half a mile for some people. Has anyone found a way that does not ask an 80-year-old to push a caddy uphill?',
    topics: ['waste']
  })
  const lorries = await remotePost(context, gwil, {
    content:
      '<p>Four 7.5-tonne lorries instead of two at 26. They turn in a farm gate, and drivers need no extra licence class, so we could hire in a week.</p><p>Do buy five. We bought four, and in December one gearbox cost us £18,400 in agency crews.</p>',
    inReplyTo: question.post.uri
  })
  await remotePost(context, maddy, {
    content: '<p>I drove one of these rounds for six years. Ask the crews which gates are open.</p>',
    inReplyTo: question.post.uri
  })
  await acceptAnswer(context, ruth, lorries)
  await askQuestion(context, ruth, {
    title: 'Who pays when an e-scooter is left across a dropped kerb?',
    topics: ['highways']
  })
  await remotePost(context, gwil, {
    name: 'Has anyone moved a cemetery register off paper without losing the plot plans?',
    'schema:additionalType': 'https://schema.org/Question',
    content: '<p>Ours has water damage.</p>'
  })
  for (const followed of [gwil.id, council.id])
    await context.store.write((tx) =>
      keepFollow(tx, { follower: nia.actor.id, followed, uri: `https://x.example/${followed}`, state: 'accepted' })
    )
  const signIn = (who: Viewer) => context.store.write((tx) => startSession(context, tx, who.member.id))
  const secretOf = { nia: await signIn(nia), ruth: await signIn(ruth) }
  const paths = { story: `/stories/${story.post.id}`, question: `/questions/${question.post.id}` }
  return { ...server, secretOf, secret: secretOf.nia, paths }
}

async function answer(context: Context, who: Viewer, question: string, body: string) {
  const asked = (await anyPost(context.store.read, { id: question }))!
  const { post } = await writeReply(context, who, { inReplyTo: asked.post.uri, body })
  return { id: post.id, above: asked.post.uri }
}
