/** The words that a nominee agrees to; kept with each yes, as they were then. */

/** For a council by its name. */
export const consentWords = (council: string): string =>
  `I agree that ${council} tells others what I do, with my name or the name of my team. I see the words before they are published. I can take this back at any time.`
