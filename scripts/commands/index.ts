/** Every administration command, in the order that the help lists them. */
import type { Command } from './command.ts'
import { councilsImport } from './councils.ts'
import { doctor } from './doctor.ts'
import { domainActs, domainList } from './domain.ts'
import { follow } from './follow.ts'
import { queueList, queueReject, queueRelease } from './queue.ts'
import { servicesImport } from './services.ts'
import { setup } from './setup.ts'
import { tokenCreate, tokenList, tokenRevoke } from './token.ts'
import { userCreate, userDelete, userDisable, userList, userRole, userSignInLink } from './user.ts'

export const commands: Command[] = [
  setup,
  userCreate,
  userSignInLink,
  userList,
  userRole,
  userDisable,
  userDelete,
  tokenCreate,
  tokenList,
  tokenRevoke,
  ...domainActs,
  domainList,
  queueList,
  queueRelease,
  queueReject,
  follow,
  servicesImport,
  councilsImport,
  doctor
]
