import { execFile } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { promisify } from 'node:util'
import { ProvisionError } from '../errors.js'
import { answersHttp } from './answers.js'
import { nginx } from './nginx.js'
import { findProgram, programFolders } from './programs.js'
import { type HttpType, type Place, type SandboxServer, proxyName } from './server.js'

const certificateFiles = ({ folder }: Place, name: string) => ({
  certificate: `${folder}/${name}.crt`,
  key: `${folder}/${name}.key`,
})

const subject = '/CN=provision sandbox'

/** Makes a certificate that nobody trusts, once. Key and certificate appear together. */
const makeCertificate = async (place: Place, name: string): Promise<void> => {
  const { certificate, key } = certificateFiles(place, name)
  if (existsSync(certificate)) return
  const program = findProgram(/^openssl$/, programFolders()) ?? 'openssl'
  const files = ['-keyout', `${key}.new`, '-out', `${certificate}.new`]
  const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', subject, ...files]
  try {
    await promisify(execFile)(program, words, { cwd: place.folder })
  } catch (cause) {
    throw new ProvisionError('PROVISION_SANDBOX', `openssl could not make ${certificate}`, {
      cause,
      fix: 'sudo apt-get install openssl',
    })
  }
  renameSync(`${key}.new`, key)
  renameSync(`${certificate}.new`, certificate)
}

/** An Nginx that takes TLS off, as a load balancer in front of a web server does. */
export const tlsProxy = (type: HttpType): SandboxServer => {
  const name = proxyName(type)
  return {
    name,
    packages: ['nginx', 'openssl'],
    program: nginx.program,
    hasPort: true,
    configuration: (place) => ({
      template: 'tls-proxy.conf',
      values: { ...place, name, ...certificateFiles(place, name) },
    }),
    words: nginx.words,
    prepare: async (place) => {
      await makeCertificate(place, name)
      return []
    },
    ready: ({ socket }) => answersHttp({ socketPath: socket }),
    stopSeconds: 10,
  }
}
