/** `npm run fuzz`: spoiled activities into a real inbox for two minutes, or `-- --seconds N`; `--seed N` runs one again. */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } })
const wrong = Object.entries(values).find(([, value]) => !/^[1-9]\d{0,8}$/.test(value))
if (wrong) {
  console.error(`--${wrong[0]} takes a whole number, such as ${wrong[0] === 'seed' ? '20260302' : '120'}`)
  process.exit(2)
}
const { seconds = '120', seed = String(Math.floor(Math.random() * 1_000_000_000) + 1) } = values
console.log(`For ${seconds} seconds with the seed ${seed}: \`npm run fuzz -- --seed ${seed}\` tries the same again.`)
const child = spawn('vitest', ['run', 'tests/federation/fuzz.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, FUZZ_SECONDS: seconds, FUZZ_SEED: seed }
})
child.on('close', (status) => process.exit(status ?? 1))
