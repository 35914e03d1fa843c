/** Every list goes by an index, on an empty database and on one whose statistics SQLite knows. */
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dialect, newKey } from '../../schema/columns.ts'
import type { PostKind } from '../../schema/posts.ts'
import { actorByHandle, actorByUri, addActor, countLocalPeople, localActors } from '../../server/actors/actors.store.ts'
import { builtOn, grownAt, listReplications, recountWorthAt } from '../../server/adoption/replications.store.ts'
import { listSteps, stepsAbout, toldAbout } from '../../server/adoption/steps.store.ts'
import {
  communitiesNamed,
  communitiesQuery,
  joinedQuery,
  membersQuery,
  withRole
} from '../../server/communities/communities.store.ts'
import {
  answersSince,
  newcomersSince,
  questionsSince,
  saidSince,
  serversOf
} from '../../server/communities/health.store.ts'
import { coordinatedBy, isMember } from '../../server/communities/membership.store.ts'
import {
  communityPostsQuery,
  groupsOfPost,
  groupsOfPosts,
  groupsPostedTo,
  listCommunityPosts,
  listRemovedPosts,
  placePost
} from '../../server/communities/places.store.ts'
import {
  controlsOf,
  controlsQuery,
  countControls,
  dropEndedControls,
  filtersOf,
  followsWithHost,
  isHostBlocked,
  keepControl,
  keepFilter
} from '../../server/controls/controls.store.ts'
import { hiddenAmong, isBlockedBy, unhiddenPosts } from '../../server/controls/hidden.store.ts'
import { draftById, forgetClosedDrafts, openDraftsFor, openDraftsOf } from '../../server/drafts/drafts.store.ts'
import { countReactions, dropEmojisOf, emojisOfPosts, reactionsOf } from '../../server/emojis/emojis.store.ts'
import { pinsAmong, pinsQuery, topicsUsedBy } from '../../server/featured/featured.store.ts'
import {
  followedCouncils,
  followerInboxes,
  followsWith,
  isFollowedHere,
  keepFollow,
  listFollowers,
  listFollowing
} from '../../server/follows/follows.store.ts'
import { addInterest, listInterest, liveliest } from '../../server/interest/interest.store.ts'
import { addJob, claimJob, deadJobs, postponeLane, queueDepth } from '../../server/jobs/jobs.store.ts'
import {
  captionsOf,
  clipByMedia,
  clipOf,
  knownFiles,
  mediaBefore,
  picturesByIds,
  storyPicturesOf,
  usedAmong,
  withdrawnMedia
} from '../../server/media/media.store.ts'
import { failedCopies, heardHere, knownCopies, leastUsed } from '../../server/media/remote.store.ts'
import { uploadsBefore, uploadTo } from '../../server/media/uploads.store.ts'
import { addMember, listPeople } from '../../server/members/members.store.ts'
import {
  actionsAbout,
  actionsOf,
  activeOn,
  activeOnPost,
  appealsAgainst,
  countAppeals,
  dueActions,
  listActive,
  listAppeals
} from '../../server/moderation/accounts/actions.store.ts'
import { forgetChoices } from '../../server/moderation/choices.store.ts'
import { countEach, countUpTo, countWaiting } from '../../server/moderation/counts.store.ts'
import { heldByObject, postIds } from '../../server/moderation/evidence/found.store.ts'
import {
  activeHolds,
  copiesOf,
  dropReleased,
  keptFor,
  listHolds
} from '../../server/moderation/evidence/holds.store.ts'
import { forwardsOf } from '../../server/moderation/forwards.store.ts'
import { countKnownAt, latestTrustDecision, recordOf, wasRejectedAt } from '../../server/moderation/growth.store.ts'
import {
  addHeld,
  countByRule,
  countHeld,
  dropKept,
  expireHeld,
  heldByAddress,
  heldByChoice,
  listDecisions,
  listHeld,
  statesOf,
  waitingByRule,
  waitingOf
} from '../../server/moderation/held.store.ts'
import { blockedHosts, listInstances, trustOfHost } from '../../server/moderation/instances.store.ts'
import { latestCheckpoints } from '../../server/moderation/log/checkpoints.store.ts'
import { addDecision, entriesAfter } from '../../server/moderation/log/decisions.store.ts'
import { decisionsByAct, heldByState, reportsOf, timesToClose } from '../../server/moderation/log/figures.store.ts'
import { countCut } from '../../server/moderation/policies/cut.store.ts'
import {
  changeEntries,
  countEntries,
  dueLists,
  entriesAbout,
  entriesFor,
  entriesOf
} from '../../server/moderation/policies/lists.store.ts'
import {
  countDueReviews,
  dueReviews,
  expiredCuts,
  listPolicies,
  markReminded,
  policiesOf,
  policyOf
} from '../../server/moderation/policies/policies.store.ts'
import {
  allowedProposal,
  countOpen,
  emergencies,
  expireProposals,
  listProposals,
  openProposal
} from '../../server/moderation/proposals/proposals.store.ts'
import { reportsSince } from '../../server/moderation/reports/figures.store.ts'
import { stepsOf } from '../../server/moderation/reports/steps.store.ts'
import {
  countOpenAbout,
  countReports,
  listReports,
  relatedReports,
  reportByNumber
} from '../../server/moderation/reports.store.ts'
import {
  countLogged,
  followedAmong,
  forgetLogged,
  forgetSaid,
  laterAccepted,
  laterDecided,
  letInBefore,
  loggedBetween,
  loggedByAddress
} from '../../server/moderation/rules/inbox-log.store.ts'
import {
  countHits,
  forgetHits,
  listHits,
  listRules,
  rulesAtWork,
  versionsOf
} from '../../server/moderation/rules/rules.store.ts'
import { countVouches } from '../../server/moderation/vouching.store.ts'
import { outcomesAt, waitingAuthors, waitingServers } from '../../server/moderation/waiting.store.ts'
import {
  countByState,
  countSentBy,
  dueAssignments,
  nominationByPost,
  stepsOf as nominationSteps,
  nominationsBefore,
  nominationsQuery,
  rewordedBefore
} from '../../server/nominations/nominations.store.ts'
import { recordingsOf, recordingsOfAll } from '../../server/nominations/recordings.store.ts'
import {
  addNotification,
  countUnread,
  listNotifications,
  markRead
} from '../../server/notifications/notifications.store.ts'
import { askablePeople, askedOf, offeredSince, openOffersQuery, refusalsOf } from '../../server/offers/offers.store.ts'
import { isForUs, isUnanswered, toRaise, unansweredQuery } from '../../server/offers/unanswered.store.ts'
import { writtenOnQuery } from '../../server/offers/written.store.ts'
import { type ListAsked, listPosts } from '../../server/posts/lists.store.ts'
import {
  acceptedFor,
  addPost,
  adoptReplies,
  countLocal,
  countReplies,
  draftsOf,
  interestOf,
  type Post,
  readPost,
  readPosts,
  readThread
} from '../../server/posts/posts.store.ts'
import { tombstonesIn } from '../../server/posts/threads.store.ts'
import { questionsSettledBy } from '../../server/questions/questions.store.ts'
import { quotesAllowedBy, quotesAllowedTo } from '../../server/quotes/quotes.store.ts'
import {
  editorsOf,
  openReplies,
  versionsOf as recipeVersionsOf,
  storyRecipesQuery
} from '../../server/recipes/recipes.store.ts'
import { citedBy, citing, knownSources } from '../../server/recipes/sources.store.ts'
import { dueStories } from '../../server/reviews/reviews.store.ts'
import {
  dueRounds,
  openQuestionsQuery,
  openRoundOf,
  publishedRounds,
  roundsQuery,
  stepsOfRound,
  storiesToFollowUp
} from '../../server/rounds/rounds.store.ts'
import { searchPage } from '../../server/search/search.store.ts'
import { codeOf, postOfCode } from '../../server/short-links/short-links.store.ts'
import { sharingWords } from '../../server/similar/similar.store.ts'
import {
  checksOf,
  commentsOf,
  hasSharedBefore,
  isFirst,
  levelOf,
  levelsOf,
  thanksFor,
  waitingChecks
} from '../../server/steps/steps.store.ts'
import type { Writer } from '../../server/store/store.ts'
import { edgeQuery, readTimeline, saidQuery, shownQuery } from '../../server/timeline/timeline.store.ts'
import { listTopics } from '../../server/topics/topics.store.ts'
import { makeTestContext, type TestContext } from '../help/context.ts'

const key = 'a'.repeat(32)
const uri = 'https://moot.example/1'
const someone = { actor: key }

/** Tables that stay small however long a council runs its server. */
/** And what a query found itself. */
const small = new Set([
  'hits',
  'counts',
  'part',
  'oldest',
  'walk',
  'best',
  'members',
  'settings',
  'services',
  'councils',
  'instances',
  'actor_keys',
  'sessions'
])
/** What may sort what it found, and why. */
const maySort: Record<string, string> = {
  'timeline of the few': 'asked only when the latest 2,000 posts hold less than a page of them',
  'shares of the few': 'asked only when the latest 2,000 interests hold less than a page of them',
  'timeline, whole': 'contains the two above',
  'questions about a story': 'as many as one story has',
  'recipes of a story': 'as many as were made of one story',
  'answers accepted': 'as many as the questions of one page have',
  'topics in use': 'counts, and sorts the counts',
  'topics that somebody uses': 'the same for one person',
  'the liveliest': 'scores the stories of a few weeks',
  search: 'ranks at most 300 hits',
  'similar stories': 'ranks at most 60 hits',
  'similar stories for a member': 'the same',
  thanks: 'as many as one story has',
  'what was said of a draft': 'as many as one draft has',
  'search for a member': 'the same',
  'following, with requests': 'as many as one person follows',
  'depth of a queue': 'has counted them all before',
  'a decision added': 'only rows of versions that had no chain',
  'what came in under an address': 'as many as there are ways for one activity',
  'a held item by its address': 'the same',
  'how many each rule holds': 'counts, and sorts the counts',
  'proposals of before': 'a few each year',
  'what was allowed': 'as many as were proposed about one thing',
  'servers met': 'a small table',
  'typed for a post': 'as many as one author typed for one post',
  'reactions to posts': 'as many as the posts of one page have',
  'communities of somebody': 'as many as one person follows',
  'communities of a post': 'as many as one post stands in',
  coordinators: 'as many as have a role in one community'
}
/** What may read a whole table, and why. */
const mayScan: Record<string, string> = {
  'topics in use': 'counts all of them'
}

let context: TestContext
const reads = () => context.store.read
const writes = (work: (tx: Writer) => Promise<unknown>) => context.store.write(work)
const filters: Record<string, ListAsked> = {
  'stories and questions': {},
  stories: { kinds: ['story'] },
  'went badly': { kinds: ['story'], badly: true },
  'stories in a state': { kinds: ['story'], state: 'trying' },
  'open questions': { kinds: ['question'], answered: false },
  'answered questions': { kinds: ['question'], answered: true },
  'questions about a story': { kinds: ['question'], about: uri },
  'an author': { author: key },
  'a topic': { topic: 'libraries' },
  'a topic by an author': { topic: 'libraries', author: key },
  'our own': { local: true },
  'everything there is': { kinds: ['story', 'question', 'reply', 'post', 'event', 'video', 'poll', 'recipe'] }
}
const lists = Object.entries(filters).flatMap(([name, asked]) =>
  [undefined, someone].flatMap((looking) =>
    [{}, { after: key }, { before: key }].map((turn): [string, () => Promise<unknown>] => [
      name,
      () => listPosts(reads(), looking, { ...asked, ...turn })
    ])
  )
)
const queries: [name: string, run: () => Promise<unknown>][] = [
  ...lists,
  ['steps on a story', () => stepsAbout(reads(), uri)],
  ['stories of doing the same', () => toldAbout(reads(), uri)],
  ['newest steps', () => listSteps(reads(), { after: key })],
  ['what builds on a story', () => builtOn(reads(), [uri, key], someone, 200)],
  ['a page of what builds on a story', () => listReplications(reads(), uri, someone, { after: key })],
  ['what a story builds on', () => grownAt(reads(), uri, undefined)],
  ['what a server replicated', () => writes((tx) => recountWorthAt(tx, 'a.example', new Date()))],
  ['pictures in posts', () => emojisOfPosts(reads(), [key, uri])],
  ['pictures in what somebody said', () => writes((tx) => dropEmojisOf(tx, key))],
  ['reactions to posts', () => reactionsOf(reads(), [key, uri])],
  ['reactions of one to one', () => countReactions(reads(), key, uri)],
  ['one post', () => readPost(reads(), { uri }, someone)],
  ['one post, for somebody elsewhere', () => readPost(reads(), { uri }, { ...someone, elsewhere: true })],
  ['one post, for a server', () => readPost(reads(), { id: key }, { ...someone, elsewhere: true, origin: uri })],
  ['questions of a thread that somebody settled', () => questionsSettledBy(reads(), key, key)],
  ['tombstones of a thread', async () => tombstonesIn(reads(), key, someone)],
  ['posts of a page', () => readPosts(reads(), [key, uri], someone)],
  ['thread', () => readThread(reads(), key, undefined)],
  ['thread for a member', () => readThread(reads(), key, someone, 100, key)],
  ['drafts', async () => draftsOf(reads(), key)],
  ['nominations', async () => nominationsQuery(reads(), { after: key }, 20)],
  ['nominations in a state', async () => nominationsQuery(reads(), { state: 'new', after: key }, 20)],
  ['nominations of a kind', async () => nominationsQuery(reads(), { state: 'new', kind: 'council' }, 20)],
  ['assignments', async () => nominationsQuery(reads(), { assignee: key, after: key }, 20)],
  ['nominations counted', () => countByState(reads())],
  ['nominations of a sender', () => countSentBy(reads(), key, key)],
  ['nomination of a story', () => nominationByPost(reads(), key)],
  ['nominations that ran out', async () => nominationsBefore(reads(), 'asked', new Date())],
  ['assignments due', async () => dueAssignments(reads(), new Date())],
  ['nominations whose story was changed', () => rewordedBefore(reads(), new Date())],
  ['what nominees sent', () => recordingsOfAll(reads(), [key, key])],
  ['history of a nomination', async () => nominationSteps(reads(), key)],
  ['what a nominee sent', async () => recordingsOf(reads(), key)],
  ['typed and not saved', async () => openDraftsOf(reads(), key)],
  ['typed for a post', async () => openDraftsFor(reads(), key, key)],
  ['one that is typed', () => draftById(reads(), key)],
  ['how many of ours', () => countLocal(reads())],
  ['interest of a viewer', () => interestOf(reads(), key, [key, uri])],
  ['answers accepted', () => acceptedFor(reads(), [key, uri])],
  ['replies counted', () => writes((tx) => countReplies(tx, key))],
  ['replies adopted', () => writes((tx) => adoptReplies(tx, { id: key, uri, thread: key } as Post))],
  ['timeline, whole', () => readTimeline(reads(), key, { after: key })],
  ['edge of the timeline', async () => edgeQuery(reads(), 'posts', { after: key })],
  ['edge of the shares', async () => edgeQuery(reads(), 'interests', {})],
  ['timeline of the many', async () => saidQuery(reads(), key, { after: key }, 20, key)],
  ['timeline of the few', async () => saidQuery(reads(), key, {}, 20)],
  ['shares of the many', async () => shownQuery(reads(), key, { after: key }, 20, key)],
  ['shares of the few', async () => shownQuery(reads(), key, {}, 20)],
  ['who likes it', () => listInterest(reads(), key, 'like', { after: key })],
  ['the liveliest', async () => liveliest(reads(), key)],
  ['questions offered to somebody', async () => openOffersQuery(reads(), key, new Date())],
  ['who was asked', () => askedOf(reads(), [key, uri])],
  ['how many somebody was offered', () => offeredSince(reads(), [key, uri], key)],
  ['subjects that somebody refused', () => refusalsOf(reads(), [key])],
  ['some who can be asked', () => askablePeople(reads(), [key])],
  ['what is written on a topic', async () => writtenOnQuery(reads(), 'bins')],
  ['what nobody answered', async () => unansweredQuery(reads(), undefined, { after: key }, 20)],
  ['what nobody answered, backwards', async () => unansweredQuery(reads(), someone, { before: key }, 20)],
  ['whether nobody answered', () => isUnanswered(reads(), key)],
  ['whether a question is for us', () => isForUs(reads(), key)],
  ['what goes to coordinators', async () => toRaise(reads(), new Date())],
  ['follow-up rounds', async () => roundsQuery(reads(), { state: 'open', after: key }, 20)],
  ['follow-up rounds of somebody', async () => roundsQuery(reads(), { state: 'open', of: key, before: key }, 20)],
  ['the round of a story', () => openRoundOf(reads(), key)],
  ['rounds of a story that were published', async () => publishedRounds(reads(), key)],
  ['open questions of a story', async () => openQuestionsQuery(reads(), key, undefined)],
  ['what happened with a round', async () => stepsOfRound(reads(), key)],
  ['rounds that are due', async () => dueRounds(reads(), new Date(), 1)],
  ['stories to follow up', () => storiesToFollowUp(reads(), new Date())],
  ['followers', () => listFollowers(reads(), key, { after: key })],
  ['following', () => listFollowing(reads(), key, { after: key })],
  ['following, with requests', () => listFollowing(reads(), key, { requested: true })],
  ['pinned posts', async () => pinsQuery(reads(), key)],
  ['which of these are pinned', () => pinsAmong(reads(), [key, uri], [key, uri])],
  ['topics that somebody uses', () => topicsUsedBy(reads(), key, 10)],
  ['what was passed on of a report', async () => forwardsOf(reads(), key)],
  ['follows with somebody elsewhere', () => followsWith(reads(), key)],
  ['leave to quote of an actor', () => quotesAllowedTo(reads(), { actor: key })],
  ['leave to quote between two', () => quotesAllowedBy(reads(), key, uri)],
  ['whom somebody muted', async () => controlsQuery(reads(), key, 'mute', { after: key }, 20)],
  ['how many somebody blocks', () => countControls(reads(), key, 'block')],
  ['what somebody hides of one', () => controlsOf(reads(), key, key)],
  ['which of these are hidden', () => hiddenAmong(reads(), key, [key, uri])],
  ['whether somebody is blocked', () => isBlockedBy(reads(), key, uri)],
  ['whether a server is blocked', () => isHostBlocked(reads(), key, 'a.example')],
  ['posts of a page, but for the hidden', () => unhiddenPosts(reads(), [key, uri], someone)],
  ['words that somebody filters', () => filtersOf(reads(), key)],
  ['follows with a server', () => followsWithHost(reads(), key, 'h1.example')],
  ['what ends', () => writes((tx) => dropEndedControls(tx, new Date(0)))],
  ['inboxes of followers', () => followerInboxes(reads(), key)],
  ['councils followed', async () => followedCouncils(reads())],
  ['communities', async () => communitiesQuery(reads(), { after: key }, 20)],
  ['communities that are closed', async () => communitiesQuery(reads(), { closed: true, before: key }, 20)],
  ['members of a community', async () => membersQuery(reads(), key, { after: key }, 20)],
  ['communities of somebody', async () => joinedQuery(reads(), key, { after: key }, 20)],
  ['posts of a community', async () => communityPostsQuery(reads(), key, { after: key }, 20)],
  ['stories of a community', async () => communityPostsQuery(reads(), key, { kinds: ['story'], before: key }, 20)],
  ['posts of a community, whole', () => listCommunityPosts(reads(), someone, key, {})],
  ['posts taken out of a community', () => listRemovedPosts(reads(), key, { after: key })],
  ['communities of a post', () => groupsOfPost(reads(), key, true)],
  ['communities by name', () => communitiesNamed(reads(), 'repairs', 20)],
  ['communities coordinated', () => coordinatedBy(reads(), key, [key, uri])],
  ['questions of a community', async () => questionsSince(reads(), undefined, key, '0')],
  ['questions of a community for a member', async () => questionsSince(reads(), someone, key, key)],
  ['answers in a community', async () => answersSince(reads(), someone, key, key)],
  ['said in a community', async () => saidSince(reads(), someone, key, key)],
  ['servers of a community', async () => serversOf(reads(), key)],
  ['newcomers of a community', async () => newcomersSince(reads(), key, key, 20)],
  ['communities posted to', () => groupsPostedTo(reads(), key)],
  ['communities of the posts of a page', () => groupsOfPosts(reads(), [key, uri])],
  ['coordinators', () => withRole(reads(), key, 'coordinator')],
  ['whether somebody is a member', () => isMember(reads(), key, key)],
  ['followed from here', () => isFollowedHere(reads(), uri)],
  ['notifications', () => listNotifications(reads(), key, { after: key })],
  ['notifications, backwards', () => listNotifications(reads(), key, { before: key })],
  ['unread', () => countUnread(reads(), key)],
  ['marked as read', () => writes((tx) => markRead(tx, key, new Date()))],
  ['recipes of a story', async () => storyRecipesQuery(reads(), uri, someone)],
  ['versions of a recipe', async () => recipeVersionsOf(reads(), key)],
  ['replies to a recipe', () => openReplies(reads(), key, someone)],
  ['who works on a recipe', () => editorsOf(reads(), key)],
  ['sources of a recipe', () => knownSources(reads(), key)],
  ['recipes that quote', () => citing(reads(), uri)],
  ['leave asked for a recipe', () => citedBy(reads(), { request: uri })],
  ['leave that recipes rest on', () => citedBy(reads(), { authorization: uri })],
  ['a story’s clip', () => clipOf(reads(), key)],
  ['the clip that a file is', () => clipByMedia(reads(), key)],
  ['captions of a clip', () => captionsOf(reads(), key)],
  ['pictures of a story', () => storyPicturesOf(reads(), key)],
  ['files by their ids', () => picturesByIds(reads(), [key, uri])],
  ['files that are shown', () => usedAmong(reads(), [key, uri])],
  ['files known by name', () => knownFiles(reads(), [key, uri])],
  ['files of withdrawn stories', () => withdrawnMedia(reads(), key)],
  ['all files, in turn', () => mediaBefore(reads(), new Date(), key)],
  ['upload to a story', () => uploadTo(reads(), key)],
  ['uploads given up', () => uploadsBefore(reads(), new Date())],
  ['copies that failed', () => failedCopies(reads(), [key, uri])],
  ['copies looked at least', () => leastUsed(reads(), new Date())],
  ['copies known by name', () => knownCopies(reads(), [key, uri])],
  ['who was heard here', () => heardHere(reads(), [key, uri])],
  ['held', () => listHeld(reads(), { after: key })],
  ['held, oldest first', () => listHeld(reads(), { oldest: true })],
  ['held of a server', () => listHeld(reads(), { host: 'moot.example' })],
  ['held of an author', () => listHeld(reads(), { actor: uri })],
  ['waiting of a server', async () => waitingOf(reads(), { host: 'moot.example' })],
  ['waiting of an author', async () => waitingOf(reads(), { actor: uri })],
  ['how many are held', () => countHeld(reads())],
  ['how many are held of each', () => countEach(reads(), 'actor', [uri])],
  ['how many wait of each server', () => countEach(reads(), 'host', ['moot.example'])],
  ['how much waits, up to a number', () => countUpTo(reads())],
  ['how much waits, and of how many', () => countWaiting(reads())],
  ['what a choice decided on', () => heldByChoice(reads(), key)],
  ['held by a rule', () => waitingByRule(reads(), 'Out of hours', key)],
  ['how many each rule holds', () => countByRule(reads())],
  ['what became of an activity', () => statesOf(reads(), uri)],
  ['words kept too long', () => writes((tx) => dropKept(tx, new Date(0)))],
  ['choices of long ago', () => writes((tx) => forgetChoices(tx, new Date(0)))],
  ['servers from which something waits', () => waitingServers(reads(), 'moot.example', 50)],
  ['authors from whom something waits', () => waitingAuthors(reads(), uri, 50)],
  ['what became of what a server sent', () => outcomesAt(reads(), 'moot.example')],
  ['proposals', () => listProposals(reads(), { after: key, open: true })],
  ['proposals of before', () => listProposals(reads(), { after: key, open: false })],
  ['what is proposed about something', () => openProposal(reads(), 'suspend', 'moot.example')],
  ['what was allowed', () => allowedProposal(reads(), 'export', 'moot.example', key, new Date(0))],
  ['proposals that ran out', () => writes((tx) => expireProposals(tx, new Date(0)))],
  ['emergencies', () => emergencies(reads())],
  ['how many are proposed', () => countOpen(reads())],
  ['forms sent long ago', () => writes((tx) => forgetClosedDrafts(tx, new Date(0)))],
  ['holds that end', () => writes((tx) => expireHeld(tx, new Date(0)))],
  ['decisions', () => listDecisions(reads(), { after: key })],
  ['decisions of somebody', () => listDecisions(reads(), { by: key, after: key })],
  ['decisions of the software', () => listDecisions(reads(), { by: null })],
  ['decisions of a kind', () => listDecisions(reads(), { act: 'rejected', from: new Date(0), until: new Date() })],
  ['decisions about something', () => listDecisions(reads(), { target: uri })],
  ['decisions of a month', () => listDecisions(reads(), { from: new Date(0), until: new Date() })],
  ['decisions by number', async () => entriesAfter(reads(), 0)],
  ['a decision added', () => writes(async (tx) => void (await addDecision(tx, { act: 'rejected', target: uri })))],
  ['checkpoints of the log', async () => latestCheckpoints(reads(), 50, key)],
  ['figures of what was held', () => heldByState(reads(), { from: new Date(0), until: new Date() })],
  ['figures of decisions', () => decisionsByAct(reads(), { from: new Date(0), until: new Date() })],
  ['figures of reports', async () => reportsOf(reads(), { from: new Date(0), until: new Date() })],
  ['times to close a report', () => timesToClose(reads(), { from: new Date(0), until: new Date() })],
  ['holds in force', () => activeHolds(reads())],
  ['holds, a page', () => listHolds(reads(), { after: key })],
  ['holds that were lifted', () => listHolds(reads(), { after: key, lifted: true })],
  ['copies kept for a hold', () => keptFor(reads(), key, { after: key })],
  ['copies of an author', async () => copiesOf(reads(), { author: uri })],
  ['copies of a conversation', async () => copiesOf(reads(), { thread: uri })],
  ['copies let go', () => writes((tx) => dropReleased(tx, new Date(0)))],
  ['posts of an author, for evidence', () => postIds(reads(), { author: uri }, 10)],
  ['posts of a conversation, for evidence', () => postIds(reads(), { thread: uri }, 10)],
  ['what waits at an address', () => heldByObject(reads(), uri)],
  ['a held item by its address', () => heldByAddress(reads(), uri)],
  ['rules', async () => listRules(reads())],
  ['rules at work', async () => rulesAtWork(reads(), new Date())],
  ['versions of a rule', async () => versionsOf(reads(), key)],
  ['hits of a rule', () => listHits(reads(), key, { after: key })],
  ['how many hits', () => countHits(reads(), [key])],
  ['hits forgotten', () => writes((tx) => forgetHits(tx, key))],
  ['what came in', async () => loggedBetween(reads(), '', key)],
  ['how many came of an author', () => countLogged(reads(), { actor: uri }, key, 10)],
  ['how many came of a server', () => countLogged(reads(), { host: 'a.example' }, key, 10)],
  ['what came in under an address', () => loggedByAddress(reads(), uri)],
  ['the log forgotten', () => writes((tx) => forgetLogged(tx, key))],
  ['words forgotten', () => writes((tx) => forgetSaid(tx, uri, uri))],
  ['who of these is followed', () => followedAmong(reads(), [uri])],
  ['of whom something was let in', () => letInBefore(reads(), [uri], new Date())],
  ['what was decided later', () => laterDecided(reads(), [uri])],
  ['what was accepted later', () => laterAccepted(reads(), [uri])],
  ['reports', () => listReports(reads(), { after: key })],
  ['how many reports', () => countReports(reads())],
  ['reports of a kind', () => listReports(reads(), { category: 'spam', after: key })],
  ['reports that somebody sees to', () => listReports(reads(), { assignee: key })],
  ['reports about somebody', () => listReports(reads(), { state: 'all', target: key })],
  ['reports by somebody', () => listReports(reads(), { state: 'all', reporter: key })],
  ['other reports about the same', () => relatedReports(reads(), { id: key, target: key })],
  ['how many open reports about each', () => countOpenAbout(reads(), [key])],
  ['a report by its number', () => reportByNumber(reads(), 7)],
  ['what happened with a report', async () => stepsOf(reads(), key)],
  ['reports since', async () => reportsSince(reads(), new Date())],
  ['actions on an account', async () => actionsOf(reads(), key)],
  ['what is in force on an account', async () => activeOn(reads(), key)],
  ['what is in force on a post', async () => activeOnPost(reads(), key)],
  ['what came out of a report', async () => actionsAbout(reads(), key, key)],
  ['actions whose end has come', async () => dueActions(reads(), new Date())],
  ['what is in force', () => listActive(reads(), { after: key })],
  ['appeals that wait', () => listAppeals(reads(), { after: key })],
  ['appeals against actions', () => appealsAgainst(reads(), [key])],
  ['how many appeals wait', () => countAppeals(reads())],
  ['servers met', async () => listInstances(reads(), undefined)],
  ['servers of a state', async () => listInstances(reads(), 'blocked', 'm')],
  ['trust of a host', () => trustOfHost(reads(), 'a.moot.example')],
  ['blocked hosts', () => blockedHosts(reads())],
  ['a policy', () => policyOf(reads(), 'a.example')],
  ['several policies', () => policiesOf(reads(), ['a.example', 'b.example'])],
  ['policies in force', () => listPolicies(reads(), { after: 'a.example' })],
  ['reviews that are due', () => dueReviews(reads(), new Date())],
  ['how many reviews are due', () => countDueReviews(reads(), new Date())],
  ['reminding of reviews', () => writes((tx) => markReminded(tx, new Date()))],
  ['what can be restored no longer', () => writes((tx) => expiredCuts(tx, new Date()))],
  ['what was cut', () => countCut(reads(), 'a.example')],
  ['lists that are due', () => dueLists(reads(), new Date())],
  ['entries of a list', () => entriesOf(reads(), key, undefined, 'a.example')],
  ['entries of a list in a state', () => entriesOf(reads(), key, 'open', 'a.example')],
  ['entries of a list by name', () => entriesFor(reads(), key, ['a.example', 'b.example'])],
  ['what lists say of hosts', () => entriesAbout(reads(), ['a.example', 'b.example'])],
  ['how many entries a list has', () => countEntries(reads(), key)],
  ['settling entries', () => writes((tx) => changeEntries(tx, key, ['a.example'], { state: 'passed' }))],
  ['advice of peers', () => countVouches(reads(), 'a.example')],
  ['the latest decision on trust', () => latestTrustDecision(reads(), uri, 'actor')],
  ['what was let in of an author', () => recordOf(reads(), uri)],
  ['what was rejected of a server', () => wasRejectedAt(reads(), 'a.example', new Date())],
  ['known authors of a server', () => countKnownAt(reads(), 'a.example')],
  ['actor by handle', () => actorByHandle(reads(), 'Nia', 'moot.example')],
  ['actor by address', () => actorByUri(reads(), uri)],
  ['our actors', async () => localActors(reads(), 'Person', key)],
  ['how many people', () => countLocalPeople(reads())],
  ['members', () => listPeople(reads(), { after: key })],
  ['topics in use', async () => listTopics(reads())],
  ['a short link', () => codeOf(reads(), key)],
  ['where a short link leads', () => postOfCode(reads(), 'abcdef')],
  ['how free somebody is', () => levelOf(reads(), key)],
  ['how free people are', () => levelsOf(reads(), [key, uri])],
  ['who was asked to read a draft', async () => checksOf(reads(), key)],
  ['what somebody was asked to read', async () => waitingChecks(reads(), key)],
  ['what was said of a draft', () => commentsOf(reads(), [key, uri])],
  ['what somebody shared before', () => hasSharedBefore(reads(), key, key)],
  ['a first story', () => isFirst(reads(), key, key)],
  ['thanks', async () => thanksFor(reads(), key)],
  ['stories to be asked about', async () => dueStories(reads(), new Date(0))],
  ['similar stories', () => sharingWords(reads(), undefined, ['libraries', 'text'])],
  ['similar stories for a member', () => sharingWords(reads(), someone, ['libraries', 'text'])],
  ['search', () => searchPage(reads(), undefined, { words: 'libraries' })],
  ['search for a member', () => searchPage(reads(), someone, { words: 'libraries', after: key })],
  ['next job', () => claimJob(context, 'delivery', 'w', new Date(), new Date(), false)],
  ['next job in order', () => claimJob(context, 'events', 'w', new Date(), new Date())],
  ['a lane put off', () => writes((tx) => postponeLane(tx, 'delivery', 'moot.example', new Date()))],
  ['dead jobs', () => deadJobs(reads())],
  ['more dead jobs', () => deadJobs(reads(), { after: key })],
  ['depth of a queue', () => queueDepth(reads(), 'inbox')]
]

/** The plan of every statement that `run` runs. */
async function plansOf(run: () => Promise<unknown>): Promise<{ sql: string; plan: string[] }[]> {
  const prepared = vi.spyOn(Database.prototype, 'prepare')
  await run()
  const statements = prepared.mock.calls.map(([sql]) => String(sql))
  prepared.mockRestore()
  const asking = new Database(context.databaseUrl.replace(/^file:/, ''), { readonly: true })
  const plans = statements
    .filter((sql) => /^(with|select|update|delete)\b/i.test(sql))
    .map((sql) => {
      const rows = asking.prepare(`explain query plan ${sql}`).all(...unbound(sql)) as { detail: string }[]
      return { sql, plan: rows.map((row) => row.detail) }
    })
  asking.close()
  return plans
}

const unbound = (sql: string) => Array.from(sql.matchAll(/\?/g), () => null)

async function expectIndexes(name: string, run: () => Promise<unknown>) {
  const plans = await plansOf(run)
  expect(plans.length).toBeGreaterThan(0)
  for (const { sql, plan } of plans) {
    const told = `${sql}\n${plan.join('\n')}`
    for (const step of plan) {
      const [, table] = /^SCAN ([a-z_]+)$/.exec(step) ?? []
      if (table && !small.has(table) && !mayScan[name]) expect.fail(`reads all of ${table}:\n${told}`)
      if (/USE TEMP B-TREE FOR ORDER BY/.test(step) && !maySort[name]) expect.fail(`sorts what it found:\n${told}`)
    }
  }
}

/** Enough rows, spread as they are in life, that reading them all would be the wrong choice. */
async function fill() {
  const kinds: PostKind[] = ['reply', 'reply', 'reply', 'post', 'story', 'question']
  const start = Date.now() - 3_000_000
  await context.store.write(async (tx) => {
    const authors: string[] = []
    for (let n = 0; n < 1_200; n++) {
      const at = `${uri}/actors/${n}`
      const names = { type: 'Person' as const, username: `n${n}`, host: `h${n % 70}.example`, name: `N ${n}` }
      const { id } = await addActor(tx, { ...names, uri: at, url: at, inbox: `${at}/inbox` })
      authors.push(id)
      const told = { reason: '', rule: '', summary: '', path: 'inbox', type: 'Create', expires: new Date() }
      await addHeld(tx, {
        ...told,
        uri: `${at}/held`,
        object: `${at}/1`,
        actor: at,
        host: names.host,
        state: 'waiting'
      })
      await addDecision(tx, { act: n % 9 ? 'rejected' : 'report closed', target: at })
      if (n < 40) await addMember(tx, { actor: id, email: `n${n}@moot.example`, role: 'practitioner' })
    }
    const ids = Array.from({ length: 2_600 }, (_, n) => newKey(start + n * 1_000))
    for (const [n, id] of ids.entries()) {
      const author = authors[(n * 7) % authors.length]!
      const kind = kinds[n % kinds.length]!
      const above = kind === 'reply' ? n - 1 - (n % 3) : -1
      const place =
        above < 0 ? { thread: id } : { parent: ids[above]!, thread: ids[above]!, inReplyTo: `${uri}/p/${above}` }
      const audience = n % 10 === 0 ? ('local' as const) : ('public' as const)
      const rest = { audience, visibility: audience, topics: n % 3 ? [] : ['libraries', `t${n % 50}`] }
      await addPost(tx, { id, kind, author, ...place, ...rest, uri: `${uri}/p/${n}`, url: uri, html: '<p>text</p>' })
      if (n % 3 === 0) await placePost(tx, { community: authors[n % 30]!, post: id, begins: above < 0 })
      await addInterest(tx, { actor: author, post: id, kind: n % 2 ? 'like' : 'share', uri: `${uri}/i/${n}` })
      await addNotification(tx, { to: authors[n % 40]!, kind: 'like', by: author, post: id })
      await addJob(context, tx, { queue: 'delivery', lane: `h${n % 70}.example`, body: {} })
    }
    for (const [n, owner] of authors.slice(0, 40).entries()) {
      for (const actor of authors.slice(60 + n * 20, 100 + n * 20))
        await keepControl(tx, { owner, kind: n % 2 ? 'mute' : 'block', actor })
      for (let m = 0; m < 20; m++)
        await keepFilter(tx, { owner, kind: 'words', words: `w${m}`, act: 'hide', ends: null })
    }
    for (const [n, follower] of authors.slice(0, 40).entries())
      for (const followed of authors.slice(40 + n * 20, 60 + n * 20))
        await keepFollow(tx, { follower, followed, uri, state: 'accepted' })
  })
}

describe.runIf(dialect === 'sqlite')('lists go by an index', () => {
  beforeAll(async () => {
    context = await makeTestContext()
  })
  afterAll(() => context.close())

  it.each(queries)('on an empty database: %s', expectIndexes)

  describe('when SQLite knows how the rows are spread', () => {
    beforeAll(async () => {
      await fill()
      const database = new Database(context.databaseUrl.replace(/^file:/, ''))
      database.exec('analyze')
      database.close()
    }, 60_000)

    it.each(queries)('%s', expectIndexes)
  })
})
