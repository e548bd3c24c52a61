import { transform } from 'esbuild'

const statement =
  /^(?:const|var) (\w+|\{[\w\s,]+\}) = ((?:__import(?:Default|Star)\()?require\(['"]([^'"]+)['"]\)\)?(?:\.\w+)?);?$/gm

const getter = (name, value) => `get ${name}() { return ${name}$ ??= ${value} }`

/** Removes the statements, and returns the expression for each name. */
const takeOut = (code, isLazy) => {
  const values = new Map()
  const rest = code.replace(statement, (line, pattern, value, id) => {
    if (!isLazy(id)) return line
    for (const name of pattern.match(/\w+/g)) values.set(name, name === pattern ? value : `${value}.${name}`)
    return ''
  })
  return { rest, values }
}

/**
 * Delays `const name = require('library')` at the start of a module until the name is first used. esbuild's `define`
 * replaces the name where it means that constant, but not where a function has a local variable with that name.
 */
export const withLazyRequires = async (code, isLazy, { as = 'lazy$', ...options } = {}) => {
  const { rest, values } = takeOut(code, isLazy)
  const names = [...values.keys()]
  const define = Object.fromEntries(names.map((name) => [name, `${as}.${name}`]))
  const { code: result, warnings } = await transform(rest, { ...options, define })
  if (warnings.length > 0) throw new Error(warnings.map(({ text }) => text).join('\n'))
  if (names.length === 0) return result
  const getters = names.map((name) => getter(name, values.get(name)))
  return `let ${names.map((name) => `${name}$`)};const ${as} = {${getters}};\n${result}`
}
