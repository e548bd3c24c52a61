import { flag, path, recorded, reference } from '../shapes.js'

export const platformProperties = {
  root: path({ description: 'document root of the code base', required: true, example: '/srv/platforms/wordpress' }),
  server: reference('server', { description: 'server that the platform belongs to', default: '@server_master' }),
  locked: flag({ description: 'whether no new site may be placed on the platform', default: false }),
  verified: recorded(
    flag({ description: 'whether what the context needs has been made once; then it does not move', default: false }),
  ),
} as const

export const platformDerived = {} as const
