/** Whether a name or address means the local machine on every machine, and so is useless to other machines. */
export const isLoopback = (name: string): boolean => /^(localhost(\.localdomain)?|127(\.\d{1,3}){3}|::1)$/.test(name)
