/** Shell functions that complete paths and conditions. They read and set the variables of `scripts.ts`. */
export const pathFunctions = `
# Follows a reference. If the type is not known, tries all types.
_provision_leads_to() {
  if _provision_reference "$1.$2"; then type=$reference
  elif [ -z "$1" ] && _provision_any_reference "$2"; then type=$reference
  else type=none
  fi
}

# Completes PROPERTY=VALUE: the property, or its values after the =.
_provision_condition() {
  case "$1" in
    *=*)
      local asked=\${1%%=*}
      asked=\${asked%!}
      prefix="$prefix\${1%%=*}="
      text=\${1#*=}
      _provision_property_values "\${asked##*.}"
      _provision_expand "$values"
      ;;
    *) _provision_path conditions "$1" ;;
  esac
}
`

/** Shell functions that complete the current word. */
export const wordFunctions = `
# Expands words in angle brackets. Offers all other words unchanged.
_provision_expand() {
  case "$1" in
    # The shell completes files if nothing is offered.
    '<file>') ;;
    '<journal>') _provision_journals closed kept open given-up ;;
    '<unsettled>') _provision_journals open kept ;;
    '<undoable>') _provision_contexts ''; _provision_journals kept ;;
    '<context>') _provision_contexts '' ;;
    '<path>') _provision_path properties "$text" ;;
    '<where>') _provision_condition "$text" ;;
    '<'*'>') type=\${1#'<'}; _provision_contexts "\${type%'>'}" ;;
    *) offered=$1 ;;
  esac
}

_provision_home() {
  if [ -n "$PROVISION_HOME" ]; then home=$PROVISION_HOME
  elif [ -d /var/aegir ] && [ -w /var/aegir ]; then home=/var/aegir
  else home=$HOME/.provision
  fi
}

# Contexts with names of the type, or all contexts if there are none. The names come from the context files.
_provision_contexts() {
  local wanted=$1 file like='' others='' found
  for file in "$home"/contexts/"\${text#@}"*.json; do
    [ -e "$file" ] || continue
    file=\${file##*/}
    found="@\${file%.json}"
    case "$found" in *[!A-Za-z0-9._@-]*) continue ;; esac
    _provision_type_of "$found"
    if [ "$type" = "$wanted" ]; then like="$like $found"; else others="$others $found"; fi
  done
  if [ -z "$wanted" ]; then offered="$like $others"; else offered=\${like:-$others}; fi
}

_provision_journals() {
  local folder file
  for folder in "$@"; do
    for file in "$home"/journal/"$folder"/*; do
      case "$file" in *[0-9a-f]) offered="$offered \${file##*-}" ;; esac
    done
  done
}

# Sets offered (completions), prefix (text before them) and text (their typed part).
_provision_complete() {
  prefix='' text=$current offered=''
  case "$current" in
    --*=*) prefix="\${current%%=*}=" text=\${current#*=}; _provision_flag_value "\${current%%=*}" ;;
    -*) _provision_flags_of_command ;;
    *) _provision_value_of_previous || _provision_word ;;
  esac
}

_provision_flag_value() {
  _provision_values "$command $1" || _provision_value_of_property "\${1#--}" || return 1
  _provision_expand "$values"
}

_provision_value_of_property() {
  [ "$command" = save ] && _provision_property_values "$1"
}

# The value of a flag may be a separate word.
_provision_value_of_previous() {
  case "$previous" in --*=*) return 1 ;; --*) _provision_flag_value "$previous" ;; *) return 1 ;; esac
}

_provision_flags_of_command() {
  _provision_flags "$command" || flags='--help --version'
  if [ "$command" = save ]; then _provision_save_flags; fi
  offered=$flags
}

_provision_word() {
  if [ -n "$command" ]; then _provision_args "$command"; values=$offered offered=''; _provision_expand "$values"
  elif [ -n "$topic" ]; then _provision_subcommands "$topic"
  else
    _provision_contexts ''
    offered="$_provision_verbs $offered"
    case "$current" in p*) offered="$offered $_provision_commands" ;; esac
  fi
}

# Processes a word before the current one.
_provision_take() {
  case "$1" in
    --context_type=*) context_type=\${1#*=} ;;
    -*) ;;
    @*) name=\${name:-$1} ;;
    *)
      if [ -n "$command" ]; then :
      elif [ -n "$topic" ]; then command="$topic $1"
      elif _provision_subcommands "$1"; then topic=$1
      elif _provision_flags "\${1#provision-}"; then command=\${1#provision-}
      fi
      ;;
  esac
}
`
