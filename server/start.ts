/** The process around the server: settings, the first-start link, signals. */
import { performance } from 'node:perf_hooks'
import { readConfig, settleDatabase, WrongSetting } from './config.ts'
import { InUse } from './lock.ts'

try {
  const config = readConfig()
  settleDatabase(config)
  const { startServer } = await import('./app.ts')
  const running = await startServer(config)
  const seconds = (performance.now() / 1000).toFixed(1)
  console.log(`Folkmoot is ready at ${config.origin} (${seconds} s). Ctrl-C stops it.`)
  if (running.firstLink) console.log(`Sign in as the first admin, once, within a day: ${running.firstLink}`)
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    console.log(`${signal}: finishing what is under way ...`)
    await running.stop()
    process.exit(0)
  }
  process.on('SIGINT', () => void stop('SIGINT'))
  process.on('SIGTERM', () => void stop('SIGTERM'))
} catch (error) {
  console.error(explain(error))
  process.exit(1)
}

/** One line that says what is wrong and how to mend it, where we know; else the whole error. */
function explain(error: unknown): string {
  if (error instanceof WrongSetting || error instanceof InUse) return `Folkmoot cannot start. ${error.message}`
  const { code, message, port } = error as { code?: string; message?: string; port?: number }
  if (code === 'EADDRINUSE')
    return `Folkmoot cannot start. PORT: something else is listening on ${port} already; stop it, or set another PORT.`
  if (code === 'EACCES' || code === 'EROFS' || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY')
    return `Folkmoot cannot start. DATA_DIR: the data cannot be written (${message}).`
  if (code && /^(ECONNREFUSED|ENOTFOUND|CONNECT_TIMEOUT|28P01|28000|3D000)$/.test(code))
    return `Folkmoot cannot start. DATABASE_URL: the database cannot be reached (${message}).`
  return `Folkmoot cannot start. ${error instanceof Error ? error.stack : String(error)}`
}
