/** For which decisions this council wants two persons, and for how long a proposal waits for the second. */
import type { ProposalKind } from '../../../schema/proposals.ts'
import type { Context } from '../../context.ts'
import { readSetting } from '../../council/settings.store.ts'

export interface TwoPersons {
  kinds: ProposalKind[]
  /** After so many hours a proposal runs out. */
  hours: number
}

export const twoPersonsSetting = 'moderation-two-persons'
export const usualTwoPersons: TwoPersons = { kinds: [], hours: 72 }

/** As it is set here: nothing needs two persons unless somebody chose so. */
export const twoPersonsOf = async ({ store }: Pick<Context, 'store'>): Promise<TwoPersons> => ({
  ...usualTwoPersons,
  ...(await readSetting<Partial<TwoPersons>>(store.read, twoPersonsSetting))
})

/** The decisions that may need two persons, in the words of the pages; who may propose them may confirm them. */
export const kindWords: Record<Exclude<ProposalKind, 'two-persons'>, { name: string; hint: string; admin: boolean }> = {
  suspend: { name: 'Blocking a server', hint: 'Also when a list proposes it', admin: false },
  purge: { name: 'Deleting an account for good', hint: 'With all it published', admin: true },
  retention: { name: 'Changing for how long things are kept', hint: 'What waits, and what can be undone', admin: true },
  export: { name: 'Taking personal data out', hint: 'Bundles of evidence with what was not for everyone', admin: true },
  role: { name: 'Making somebody an admin', hint: 'Other roles need one person', admin: true }
}

/** Whether only admins decide on such things. */
export const isForAdmins = (kind: ProposalKind): boolean => kind === 'two-persons' || kindWords[kind].admin
