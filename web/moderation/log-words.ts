/** What was decided, as the log says it: each act as the middle of a sentence that begins with who did it. */

/** Acts by name; what is not here is shown by its name. */
export const actWords: Record<string, string> = {
  released: 'let in',
  'released words': 'let in the words only of',
  rejected: 'rejected',
  'server network': 'took as a peer council',
  'server known': 'trusts from now on',
  'server unknown': 'took back trust in or a limit on',
  'server limited': 'limited',
  'server blocked': 'blocked',
  'actor network': 'trusts as a colleague',
  'actor known': 'trusts from now on',
  'actor unknown': 'lets wait again',
  'actor limited': 'limited',
  'actor blocked': 'blocked',
  'actor as its server': 'judges as their server again',
  'report closed': 'closed a report',
  'report forwarded': 'told another server of a report',
  'report reopened': 'opened a report again',
  'account noted': 'wrote a note about',
  'account warned': 'warned',
  'account marked sensitive': 'marked as sensitive all that is shown by',
  'account limited': 'limited',
  'account frozen': 'froze the account of',
  'account suspended': 'suspended',
  'account purged': 'purged the account of',
  'account action undone': 'took back a decision about',
  'account action ended': 'ended, on its day, a decision about',
  'post hidden': 'hid a post by',
  'post marked sensitive': 'marked as sensitive a post by',
  'post withdrawn': 'withdrew a post by',
  'post action undone': 'took back a decision about a post by',
  'post action ended': 'ended, on its day, a decision about a post by',
  'appeal made': 'appealed against a decision',
  'appeal upheld': 'upheld the appeal of',
  'appeal dismissed': 'dismissed the appeal of',
  'settings house rules': 'changed the house rules',
  'settings strikes': 'changed for how long strikes count',
  'delivery retried': 'tried again',
  'delivery dropped': 'dropped',
  'hold placed': 'placed a legal hold',
  'hold renewed': 'looked at a legal hold, and keeps it further on',
  'hold lifted': 'lifted a legal hold',
  'evidence made': 'made a bundle of evidence',
  'list added': 'subscribed to a list of policies',
  'list applied': 'applied entries of a list',
  'list changed': 'changed a list of policies',
  'list imported': 'imported a list of policies',
  'list passed over': 'passed over entries of a list',
  'list removed': 'removed a list of policies',
  'member removed': 'removed somebody from a community',
  'member readmitted': 'let somebody back into a community',
  'post removed': 'removed a post',
  'post restored': 'restored a post',
  'rule added': 'wrote a rule',
  'rule changed': 'changed a rule',
  'rule on': 'switched on a rule',
  'rule off': 'switched off a rule',
  'rule up': 'moved up a rule',
  'rule down': 'moved down a rule',
  'rule deleted': 'deleted a rule',
  undone: 'undid a decision about',
  proposed: 'proposed, for a second person to confirm,',
  'proposal confirmed': 'confirmed what was proposed about',
  'proposal declined': 'declined what was proposed about',
  'proposal emergency': 'decided alone, in an emergency, about',
  'proposal expired': 'let run out what was proposed about',
  'emergency reviewed': 'looked at the emergency decision about',
  'settings hours': 'changed the working hours',
  'settings rota': 'changed who is on duty when',
  'settings retention': 'changed for how long things are kept',
  'settings two persons': 'changed what needs two persons',
  'settings growth': 'changed how trust grows',
  'settings vouching': 'changed what is shared with peer councils'
}

/** The words of an act. */
export const actOf = (act: string): string => (Object.hasOwn(actWords, act) ? actWords[act]! : act)

/** The acts to choose from: those that there are words for, and one that is asked for. */
export const actChoices = (asked: string): { value: string; text: string }[] => [
  { value: '', text: 'Anything' },
  ...[...new Set([...Object.keys(actWords), ...(asked ? [asked] : [])])].map((act) => ({
    value: act,
    text: nameOf(act)
  }))
]

/** "Server blocked: blocked" would say it twice; the name alone tells apart what the words do not. */
function nameOf(act: string): string {
  const words = act.replace(/^(server|actor) /, (kind) => (kind === 'server ' ? 'A server: ' : 'An author: '))
  const text = words === act ? actOf(act) : `${words.slice(0, words.indexOf(':') + 2)}${actOf(act)}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}
