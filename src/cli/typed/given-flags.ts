type Given<Flags> = { readonly [Name in keyof Flags]?: Exclude<Flags[Name], undefined> }

/** The flags that the user gave. oclif sets all others to undefined. */
export const given = <Flags extends object>(flags: Flags): Given<Flags> =>
  Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as Given<Flags>
