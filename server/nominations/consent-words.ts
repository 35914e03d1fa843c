/** The words that a nominee agrees to; kept with each yes, as they were then. */

/** For a council by its name. What they promise is kept in reading.ts, reworded.ts and consent.ts. */
export const consentWords = (council: string, readsFirst = false): string =>
  [
    `I agree that ${council} tells others what I do, with my name or the name of my team.`,
    readsFirst
      ? `Nobody outside ${council} reads the words before I have read them and said that they are right. If somebody else changes them later, I get a letter.`
      : 'By my link I can read the words from when they are begun, and say what should change.',
    'I can take this back at any time.'
  ].join(' ')
