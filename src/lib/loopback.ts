/** Whether a name or an address leads each machine to itself, and so tells another machine nothing. */
export const isLoopback = (name: string): boolean => /^(localhost(\.localdomain)?|127(\.\d{1,3}){3}|::1)$/.test(name)
