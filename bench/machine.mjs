import { spawnSync } from 'node:child_process'
import { cpus, release, totalmem } from 'node:os'

const versionOf = (program, word, pattern = /\d+\.\d+\.\d+/) => {
  const { stdout, stderr } = spawnSync(program, [word], {
    encoding: 'utf8',
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  })
  return pattern.exec(`${stdout}${stderr}`)?.[0] ?? 'not there'
}

export const machine = () => ({
  date: new Date().toISOString().slice(0, 10),
  cores: cpus().length,
  cpu: cpus()[0]?.model.trim(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.versions.node,
  nginx: versionOf('nginx', '-v'),
  apache: versionOf('apache2', '-v'),
  mariadb: versionOf('mariadbd', '--version'),
  php: versionOf('php', '--version'),
  systemd: versionOf('systemctl', '--version', /\d+/),
})
