/** Every administration command, in the order that the help lists them. */
import { accountActs, accountPurge, accountUndo } from './account.ts'
import { auditExport, auditVerify } from './audit.ts'
import type { Command } from './command.ts'
import { communityCreate, communityList } from './community.ts'
import { councilsImport } from './councils.ts'
import { deliveryCommands } from './deliveries.ts'
import { doctor } from './doctor.ts'
import { domainActs, domainList, domainShow } from './domain.ts'
import { evidenceExport, evidenceVerify, holdLift, holdList, holdPlace, holdRenew } from './evidence.ts'
import { follow } from './follow.ts'
import { houseRuleCommands } from './house-rules.ts'
import { keysRotate } from './keys.ts'
import { listCommands } from './list.ts'
import { moderationCommands } from './moderation.ts'
import { nominationAssign, nominationList } from './nomination.ts'
import { hoursSet, hoursShow, proposalActs, proposalList, proposalReview, proposalRule } from './proposal.ts'
import { questionOffer, questionUnanswered } from './question.ts'
import { queueBlock, queueList, queueReject, queueRelease, queueShow, queueUndo } from './queue.ts'
import { reportClose, reportList, reportShow, reportWork } from './report.ts'
import { rotaCommands } from './rota.ts'
import { roundList } from './round.ts'
import { ruleAdd, ruleChange, ruleList, ruleRemove, ruleSimulate, ruleTest, ruleTurns } from './rule.ts'
import { servicesImport } from './services.ts'
import { setup } from './setup.ts'
import { tokenCreate, tokenList, tokenRevoke } from './token.ts'
import { userAutonomy, userCreate, userDelete, userDisable, userList, userRole, userSignInLink } from './user.ts'

export const commands: Command[] = [
  setup,
  userCreate,
  userSignInLink,
  userList,
  userRole,
  userAutonomy,
  userDisable,
  userDelete,
  tokenCreate,
  tokenList,
  tokenRevoke,
  ...domainActs,
  domainList,
  domainShow,
  ...listCommands,
  queueList,
  queueRelease,
  queueReject,
  queueShow,
  queueBlock,
  queueUndo,
  proposalList,
  ...proposalActs,
  proposalReview,
  proposalRule,
  hoursShow,
  hoursSet,
  ...rotaCommands,
  ...houseRuleCommands,
  ...deliveryCommands,
  nominationList,
  nominationAssign,
  reportList,
  reportShow,
  reportClose,
  ...reportWork,
  ...accountActs,
  accountUndo,
  accountPurge,
  ...moderationCommands,
  ruleList,
  ruleAdd,
  ruleChange,
  ...ruleTurns,
  ruleRemove,
  ruleTest,
  ruleSimulate,
  follow,
  communityCreate,
  communityList,
  questionOffer,
  questionUnanswered,
  roundList,
  keysRotate,
  servicesImport,
  councilsImport,
  auditVerify,
  auditExport,
  holdPlace,
  holdList,
  holdRenew,
  holdLift,
  evidenceExport,
  evidenceVerify,
  doctor
]
