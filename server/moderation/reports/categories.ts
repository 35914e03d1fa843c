/** Of what kind a report is: what the house rules cover and what the law does, and what to do first about the gravest. */

export interface Category {
  name: string
  /** As a form asks whoever reports. */
  asked: string
  /** As moderators read it. */
  short: string
  /** Whether it may break a law, and is looked at before others. */
  legal: boolean
  /** What moderators do first. */
  guidance?: string
  /** Its pictures and clips are shown to nobody, moderators included. */
  unseen?: true
}

/** The most usual first; then those of the law. */
export const categories: readonly Category[] = [
  {
    name: 'private',
    asked: 'It tells something private about a person',
    short: 'Private details',
    legal: true,
    guidance:
      'A person’s data may be published without a reason. Hide it first and ask your data protection officer; a breach may have to be told to the Information Commissioner’s Office within 72 hours.'
  },
  { name: 'abuse', asked: 'It insults, threatens or pursues somebody', short: 'Abuse', legal: false },
  {
    name: 'hate',
    asked: 'It attacks people for who they are',
    short: 'Hate',
    legal: true,
    guidance:
      'Stirring up hatred, and threats because of who somebody is, are crimes. Place a legal hold, then hide it; True Vision and the police take reports.'
  },
  { name: 'spam', asked: 'It is advertising or a fraud', short: 'Spam', legal: false },
  { name: 'wrong', asked: 'It is wrong, and could do harm', short: 'Not true', legal: false },
  { name: 'impersonation', asked: 'It pretends to be somebody else', short: 'Impersonation', legal: false },
  { name: 'rule', asked: 'It breaks a house rule', short: 'House rule', legal: false },
  {
    name: 'child-abuse',
    asked: 'It shows or promotes the sexual abuse of a child',
    short: 'Child abuse',
    legal: true,
    unseen: true,
    guidance:
      'Do not open, copy, forward or describe the pictures: having them is a crime. Report the address to the Internet Watch Foundation (report.iwf.org.uk). If a child is in danger now, call 999. Tell your safeguarding lead today. Hide the post here, suspend the account, and delete nothing until the police say so.'
  },
  {
    name: 'terrorism',
    asked: 'It promotes terrorism',
    short: 'Terrorism',
    legal: true,
    guidance:
      'Place a legal hold, then hide it, and report it to the police at gov.uk/report-terrorism. In an emergency call 999.'
  },
  {
    name: 'intimate',
    asked: 'It shows an intimate picture of somebody who did not agree',
    short: 'Intimate pictures',
    legal: true,
    unseen: true,
    guidance:
      'Hide it at once. Sharing such pictures without consent is a crime. Tell whoever is shown of the Revenge Porn Helpline and StopNCII.org.'
  },
  { name: 'illegal', asked: 'It may be against the law in another way', short: 'Against the law', legal: true },
  {
    name: 'copyright',
    asked: 'It uses my work, and I did not allow it',
    short: 'Copyright',
    legal: true,
    guidance: 'Ask for the work, for proof that it is theirs, and for a signed statement, before you withdraw anything.'
  },
  {
    name: 'defamation',
    asked: 'It says something untrue that harms a name',
    short: 'Defamation',
    legal: true,
    guidance: 'Ask your legal team. Under the Defamation Act 2013 the time in which to answer counts from the notice.'
  },
  { name: 'other', asked: 'Something else', short: 'Something else', legal: false }
]

const byName = new Map(categories.map((one) => [one.name, one]))

/** The names, for checking what was sent. */
export const reportCategories = categories.map(({ name }) => name)

/** The category of a name; one that is not known counts as something else. */
export const categoryOf = (name: string): Category => byName.get(name) ?? byName.get('other')!
