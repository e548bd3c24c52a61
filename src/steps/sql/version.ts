/** Whether the version of a database server, `10.11.19-MariaDB`, is that release or later. */
export const isAtLeast = (version: string, [oldestMajor, oldestMinor]: readonly [number, number]): boolean => {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}
