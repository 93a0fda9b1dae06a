// Runs the public suite http-cache-tests, as its own command line does, against the cache at CACHE_URL, in front of the
// suite's own server. Prints the score by the suite's rules as one line of JSON.
//
// The suite counts in seconds and runs a hundred tests at once: on a busy machine a test may not come to its point, which
// the suite calls "Setup". Such a test is run once more, alone; what it says then counts.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'

const home = dirname(createRequire(import.meta.url).resolve('http-cache-tests/package.json'))
const suites = (await import(pathToFileURL(`${home}/tests/index.mjs`))).default

const tests = new Map(suites.flatMap(suite => suite.tests).filter(test => !test.browser_only).map(test => [test.id, test]))

function runCommand () {
  const run = spawnSync(process.execPath, ['--no-warnings', 'cli.mjs'], {
    cwd: home,
    env: { ...process.env, npm_config_base: process.env.CACHE_URL, npm_config_id: '', npm_package_config_id: '' },
    encoding: 'utf8',
    maxBuffer: 64 << 20
  })
  return JSON.parse(run.stdout)
}

async function runAlone (ids) {
  const suite = createRequire(`${home}/package.json`)
  const { runTests, getResults } = await import(pathToFileURL(`${home}/client/runner.mjs`))
  const { default: fetch } = await import(pathToFileURL(suite.resolve('node-fetch')))
  await runTests([{ tests: ids.map(id => tests.get(id)) }], fetch, false, process.env.CACHE_URL, 1)
  return getResults()
}

async function runSuite () {
  const server = spawn(process.execPath, ['server/server.mjs'], {
    cwd: home,
    env: {
      ...process.env,
      npm_config_protocol: 'http',
      npm_config_port: process.env.ORIGIN_PORT,
      npm_config_pidfile: process.env.PID_FILE
    },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  await once(server.stdout, 'data')
  server.stdout.resume()
  try {
    const results = runCommand()
    const unready = [...tests.keys()].filter(id => results[id]?.[0] === 'Setup')
    const again = await runAlone(unready)
    unready.forEach(id => console.log(`${id}: ${results[id]}; alone: ${again[id]}`))
    return { ...results, ...again }
  } finally {
    server.kill()
  }
}

const results = await runSuite()
const passes = id => tests.has(id) && (tests.get(id).depends_on ?? []).every(passes) && results[id] === true

const score = {}
const failing = {}
for (const [id, test] of tests) {
  const kind = test.kind ?? 'required'
  score[kind] ??= { passed: 0, of: 0 }
  score[kind].of++
  if (passes(id)) {
    score[kind].passed++
  } else if (kind !== 'check') {
    failing[id] = results[id]
  }
}
console.log(JSON.stringify({ score, failing }))
