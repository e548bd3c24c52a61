import { errorCodes } from '../lib/error-codes.js'
import { notice } from './text/reference-text.js'

const rows = Object.entries(errorCodes).map(([code, [exit, meaning]]) => `| \`${code}\` | ${exit} | ${meaning} |`)

/** The reference page of error codes. */
export const errorsPage = (): string =>
  [
    notice,
    '# Errors',
    '',
    'The `code` of an error in [JSON](json.md), and the exit code of a command that fails with it. If something could not be',
    'undone, the exit code is 3; [exit codes](commands.md#exit-codes) says how several contexts count.',
    '',
    '| code | exit code | |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
