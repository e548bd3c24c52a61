import { ContextCommand } from '../cli/context-command.js'
import { interruptible } from '../cli/interruption.js'
import { openProvision } from '../cli/open.js'
import { tell } from '../cli/report/output.js'
import { ownWords } from '../cli/typed/argv.js'
import { nameArgs } from '../cli/typed/flags.js'
import { usage } from '../cli/typed/usage.js'

export default class ProvisionExec extends ContextCommand {
  static override summary = 'Run a program for a site: with its environment, in its root, as the user of its PHP.'
  static override usage = 'provision-exec @NAME -- COMMAND …'
  static override examples = [
    '<%= config.bin %> @example.com provision-exec -- wp plugin list',
    '<%= config.bin %> provision-exec @example.com -- sh -c \'ls -l "$PROVISION_SITE_PATH"\'',
    '<%= config.bin %> provision-exec @example.com -- php -r \'echo getenv("db_name");\'',
  ]
  static override args = nameArgs
  #command: readonly string[] = []

  /** What follows `--` is not ours. */
  protected override async init(): Promise<void> {
    const own = ownWords(this.argv)
    this.#command = this.argv.slice(own.length + 1)
    if (this.#command.length === 0)
      throw usage('there is no command to run', 'provision-exec @NAME -- COMMAND, with -- before the command')
    this.argv = [...own]
    await super.init()
  }

  async run(): Promise<void> {
    const { args } = await this.parse(ProvisionExec)
    const provision = await openProvision()
    const { signal, end } = interruptible()
    const { stdin, stdout, stderr } = process
    const unread = new AbortController()
    // Nobody reads on, as after `| head`.
    stdout.once('error', () => unread.abort())
    try {
      process.exitCode = await provision.exec(args.context, this.#command, {
        input: stdin,
        output: stdout,
        errors: stderr,
        warn: (text) => tell(text, (shown) => `warning: ${shown}`),
        signal: AbortSignal.any([signal, unread.signal]),
      })
    } finally {
      end()
      stdin.destroy()
    }
  }
}
