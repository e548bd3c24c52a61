import { sharedFunctions } from './shared.js'
import type { CompletionTables } from './tables.js'

export const shells = ['bash', 'zsh'] as const

/** Read and set by the shared functions. */
const variables = `local home='' flags='' values='' given='' reference='' offered='' prefix='' text=''
  local command='' topic='' name='' type='' context_type='' previous='' current='' word=''`

const bash = (functions: string): string => `# bash completion of provision
${functions}
_provision() {
  ${variables}
  local line=\${COMP_LINE:0:COMP_POINT}
  local -a typed
  read -ra typed <<< "$line"
  case "$line" in *[![:space:]]) current=\${typed[-1]}; unset 'typed[-1]' ;; esac
  _provision_home
  for word in "\${typed[@]:1}"; do _provision_take "$word"; previous=$word; done
  _provision_complete
  COMPREPLY=($(compgen -P "$prefix" -W "$offered" -- "$text"))
  # readline replaces only the end of a word, after = or @.
  local before=\${current%"$2"}
  COMPREPLY=("\${COMPREPLY[@]#"$before"}")
  case "\${COMPREPLY[0]}" in *[=.]) compopt -o nospace ;; esac
}

complete -o default -F _provision provision
`

const zsh = (functions: string): string => `#compdef provision
${functions}
_provision() {
  setopt localoptions nullglob
  ${variables}
  local -a found
  current=$PREFIX
  _provision_home
  for word in "\${(@)words[2,CURRENT-1]}"; do _provision_take "$word"; previous=$word; done
  _provision_complete
  compset -p \${#prefix}
  found=(\${=offered})
  compadd -S '' -- \${(M)found:#*[=.]}
  compadd -- \${found:#*[=.]}
  (( compstate[nmatches] )) || _files
}

# Autoloaded from fpath, this file runs as the function at the first completion. When sourced, it registers the function.
if [[ $funcstack[1] == _provision ]]; then
  _provision
else
  compdef _provision provision
fi
`

/** A static script: completion does not start Node, and reads contexts from the names of their files. */
export const completionScript = (shell: string, tables: CompletionTables, commands: readonly string[]): string =>
  (shell === 'zsh' ? zsh : bash)(sharedFunctions(tables, commands))
