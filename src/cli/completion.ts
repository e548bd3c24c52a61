export const shells = ['bash', 'zsh'] as const

/** What completion has to know of a command. */
export interface CompletedCommand {
  readonly id: string
  readonly flags?: { readonly [name: string]: { readonly type: 'boolean' | 'option' } }
}

const takesProperties = 'provision-save'

const flagWords = ({ id, flags = {} }: CompletedCommand, properties: readonly string[]): readonly string[] => [
  '--help',
  ...Object.entries(flags).map(([name, { type }]) => (type === 'option' ? `--${name}=` : `--${name}`)),
  ...(id === takesProperties ? properties.map((name) => `--${name}=`) : []),
]

const commandWords = (commands: readonly CompletedCommand[]): readonly string[] =>
  commands.map(({ id }) => id.replace(':', ' ').split(' ')[0] ?? '')

const subcommandWords = (commands: readonly CompletedCommand[], topic: string): readonly string[] =>
  commands.flatMap(({ id }) => (id.startsWith(`${topic}:`) ? [id.slice(topic.length + 1)] : []))

const topics = (commands: readonly CompletedCommand[]): readonly string[] =>
  unique(commands.flatMap(({ id }) => (id.includes(':') ? [id.split(':')[0] ?? ''] : [])))

const unique = (words: readonly string[]): readonly string[] => [...new Set(words)].sort()

/** `provision-verify` and `verify` are one command; `start` is one of `sandbox start`. */
const spellings = (id: string): string => unique([id.split(':').at(-1) ?? id, id.replace(/^provision-/, '')]).join('|')

/** Shell functions that both scripts share: they read file names, and start no process. */
const shared = (commands: readonly CompletedCommand[], properties: readonly string[]): string => `
_provision_home() {
  if [ -n "$PROVISION_HOME" ]; then home=$PROVISION_HOME
  elif [ -d /var/aegir ] && [ -w /var/aegir ]; then home=/var/aegir
  else home=$HOME/.provision
  fi
}

_provision_flags() {
  case "$1" in
${commands.map((command) => `    ${spellings(command.id)}) flags='${flagWords(command, unique(properties)).join(' ')}' ;;`).join('\n')}
    *) return 1 ;;
  esac
}

_provision_subcommands() {
  case "$1" in
${topics(commands)
  .map((topic) => `    ${topic}) subcommands='${subcommandWords(commands, topic).join(' ')}' ;;`)
  .join('\n')}
    *) return 1 ;;
  esac
}

_provision_commands='${unique(commandWords(commands)).join(' ')}'
`

const bash = (
  commands: readonly CompletedCommand[],
  properties: readonly string[],
): string => `# bash completion of provision
${shared(commands, properties)}
_provision_contexts() {
  local home file
  _provision_home
  for file in "$home"/contexts/*.json; do
    file=\${file##*/}
    [ "$file" = '*.json' ] || contexts="$contexts @\${file%.json}"
  done
}

_provision() {
  local line=\${COMP_LINE:0:COMP_POINT} current='' flags='--help --version' subcommands='' contexts='' word
  local -a typed
  read -ra typed <<< "$line"
  case "$line" in *[![:space:]]) current=\${typed[-1]}; unset 'typed[-1]' ;; esac
  for word in "\${typed[@]:1}"; do
    _provision_flags "$word"
    _provision_subcommands "$word" || true
  done
  case "$current" in
    --*=*)
      _provision_contexts
      COMPREPLY=($(compgen -P "\${current%%=*}=" -W "$contexts" -- "\${current#*=}"))
      ;;
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    @*) _provision_contexts; COMPREPLY=($(compgen -W "$contexts" -- "$current")) ;;
    *) _provision_contexts; COMPREPLY=($(compgen -W "\${subcommands:-$_provision_commands} $contexts" -- "$current")) ;;
  esac
  # readline completes the end of a word alone, from = or @ on.
  local before=\${current%"$2"}
  COMPREPLY=("\${COMPREPLY[@]#"$before"}")
  case "\${COMPREPLY[0]}" in *=) compopt -o nospace ;; esac
}

complete -o default -F _provision provision
`

const zsh = (commands: readonly CompletedCommand[], properties: readonly string[]): string => `#compdef provision
${shared(commands, properties)}
_provision() {
  local home flags='--help --version' subcommands='' word
  local -a contexts
  _provision_home
  contexts=("$home"/contexts/*.json(N:t:r))
  contexts=(@$^contexts)
  for word in "\${(@)words[2,CURRENT-1]}"; do
    _provision_flags "$word"
    _provision_subcommands "$word"
  done
  if [[ $PREFIX == --*=* ]]; then
    compset -P '*='
    compadd -a contexts
  elif [[ $PREFIX == -* ]]; then
    compadd -S '' -- \${(M)\${=flags}:#*=}
    compadd -- \${\${=flags}:#*=}
  else
    compadd -a contexts
    compadd -- \${=\${subcommands:-$_provision_commands}}
  fi
  (( compstate[nmatches] )) || _files
}

# Read as a file of fpath, this runs as the function itself, at the first completion; sourced, it is given to compdef.
if [[ $funcstack[1] == _provision ]]; then
  _provision
else
  compdef _provision provision
fi
`

/** A static script: completing starts no node, and contexts are read from the names of their files. */
export const completionScript = (
  shell: string,
  commands: readonly CompletedCommand[],
  properties: readonly string[],
): string => (shell === 'zsh' ? zsh : bash)(commands, properties)
