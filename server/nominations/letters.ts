/** What letters about nominations say: nothing that was typed before its sender is known, and no link but ours. */
import type { Context, Letter } from '../context.ts'
import { linkUrl } from './links.ts'
import type { Nomination } from './nominations.store.ts'

/** To whoever filled in the form: holds no word of the form, since anybody may have typed the address. */
export const confirmLetter = (context: Context, to: string, nomination: string, council: string): Letter => ({
  to,
  subject: `One more step: your nomination to ${council}`,
  text: [
    'Hello,',
    `Somebody, we think you, told ${council} of something that others should hear of. Nothing happens before you open this link and press the button:`,
    linkUrl(context, 'confirm', nomination),
    'If it was not you, do nothing: we delete it in a week. The same page lets you say that we are never to write to you again.'
  ].join('\n\n')
})

/** To the nominee: who named them and what for, each a line without a web address. */
export const consentLetter = (context: Context, to: string, nomination: Nomination, council: string): Letter => ({
  to,
  subject: `May ${council} tell others what you do?`,
  text: [
    'Hello,',
    `${nomination.nominator} told ${council} about this, and thinks that others could learn from it:`,
    nomination.title,
    'Nothing is published unless you say yes. What was said about it, and your choice, is here:',
    linkUrl(context, 'consent', nomination.id),
    'You need not answer. Then we delete all of it in 90 days, and write to you no second time. The same page lets you say that we are never to write to you again.'
  ].join('\n\n')
})

/** To a nominee whose story is written. */
export const readLetter = (context: Context, to: string, nomination: Nomination, council: string): Letter => ({
  to,
  subject: `Please read it before ${council} publishes it`,
  text: [
    'Hello,',
    `You said that ${council} may tell this:`,
    nomination.title,
    nomination.readsFirst
      ? `It is written now, and nobody outside ${council} reads it before you have said that the words are right. Please read it, and say so, or what should change:`
      : 'It is written now. Please read it, and say that the words are right, or what should change:',
    linkUrl(context, 'tell', nomination.id),
    'The same page lets you take your yes back.'
  ].join('\n\n')
})

/** To a nominee whose story is out and was changed. */
export const rewordedLetter = (context: Context, to: string, nomination: Nomination, council: string): Letter => ({
  to,
  subject: `A story that ${council} told about you was changed`,
  text: [
    'Hello,',
    `${council} has changed the words, pictures or clip with which it tells this:`,
    nomination.title,
    'How it reads now is here. The same page lets you say what should change, and take your yes back:',
    linkUrl(context, 'tell', nomination.id)
  ].join('\n\n')
})

/** To a nominee who said yes, so that they find the way back. */
export const agreedLetter = (context: Context, to: string, nomination: Nomination, council: string): Letter => ({
  to,
  subject: `Thank you for letting ${council} tell it`,
  text: [
    'Hello,',
    'You said yes. These are the words that you agreed to:',
    nomination.agreed,
    'Keep this link. With it you can take your yes back at any time:',
    linkUrl(context, 'consent', nomination.id)
  ].join('\n\n')
})
