/** `npm run folkmoot -- COMMAND …`: administration, beside the running server or before its first start. */
import { readConfig, settleDatabase, WrongSetting } from '../server/config.ts'

try {
  const config = readConfig()
  settleDatabase(config)
  const { runCommand } = await import('./commands/run.ts')
  process.exitCode = await runCommand(config, process.argv.slice(2))
} catch (error) {
  if (!(error instanceof WrongSetting)) throw error
  console.error(error.message)
  process.exitCode = 1
}
