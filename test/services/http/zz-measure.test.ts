import { beforeAll, expect, it } from '@jest/globals'
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { localLook } from '../../../src/hosts/local-look.js'
import { loadTemplates } from '../../../src/templates.js'
import { appNames, fleetOf, serviceTypes } from '../../support/http.js'
import { RealWebServer, temporaryFolder, writeFiles } from '../../support/web-servers.js'
beforeAll(loadTemplates)
const rss = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1])
it.each(appNames)('%s', async (app) => {
  const out: string[] = []
  for (const address of app === 'nginx' ? ['127.0.0.1', '*'] : ['127.0.0.1']) {
    const folder = temporaryFolder(); const server = await RealWebServer.in(folder, app)
    writeFiles(`${folder}/php`, { 'index.php': 'x', })
    const look = localLook(folder)
    const given = (site: object) => ({ server: { aegir_root: folder, http_port: server.port, http_address: address, php_fpm_socket: `${folder}/fpm.sock` }, platform: { root: `${folder}/php` }, site })
    const { verify } = serviceTypes[app]
    const f = fleetOf(app, given({}), look)
    execFileSync('mkdir', [`${folder}/config`])
    server.apply(verify.server!(f.server, look)); server.apply(verify.platform!(f.platform, look))
    for (const n of [0, 100, 1000, 10000]) {
      const start = performance.now(); let ms = 0
      for (let i = 0; i < n; i++) {
        const t = performance.now()
        const steps = verify.site!(fleetOf(app, given({ name: `@s${i}.example.com`, uri: `s${i}.example.com`, uuid: `aaaaaaaa-0000-4000-8000-${String(i).padStart(12, '0')}`, aliases: [`www.s${i}.example.com`], db_name: 'd', db_user: 'u' }), look).site, look)
        ms += performance.now() - t
        server.apply(steps, { db_passwd: 'x' })
      }
      const times = [1, 2, 3].map(() => { const t = performance.now(); const r = server.test(); if (!r.ok) throw new Error(r.output); return performance.now() - t })
      const words = app === 'nginx' ? ['/usr/sbin/nginx', '-e', `${folder}/nginx.log`, '-c', `${folder}/nginx-main.conf`] : ['/usr/sbin/apache2', '-f', `${folder}/apache-main.conf`, '-D', 'FOREGROUND']
      const child = spawn(words[0]!, words.slice(1), { stdio: 'ignore' })
      await new Promise((r) => setTimeout(r, n > 1000 ? 8000 : 2000))
      out.push(`${app} ${address} n=${n} plan+render ${ms.toFixed(0)}ms total ${(performance.now() - start).toFixed(0)} -t ${times.map((x) => x.toFixed(0)).join('/')} rss ${rss(child.pid!)} KB`)
      const gone = new Promise((r) => child.once('exit', r)); child.kill('SIGTERM'); await gone
    }
    rmSync(folder, { recursive: true })
  }
  console.log(out.join('\n'))
  expect(1).toBe(1)
}, 300000)
