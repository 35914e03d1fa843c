/** `npm run folkmoot -- COMMAND …`: administration, beside the running server or before its first start. */
import { readConfig, WrongSetting } from '../server/config.ts'

try {
  const config = readConfig()
  // The tables choose their database when they are loaded, and the address may stand in .env only.
  process.env.DATABASE_URL = config.databaseUrl
  const { runCommand } = await import('./commands/run.ts')
  process.exitCode = await runCommand(config, process.argv.slice(2))
} catch (error) {
  if (!(error instanceof WrongSetting)) throw error
  console.error(error.message)
  process.exitCode = 1
}
