import { describe, expect, it } from '@jest/globals'
import { sitesFolder, withdrawSiteFolder, withdrawSitesFolder } from '../../src/applications/layout.js'
import { planningWith } from '../support/planning.js'
import { platform, server, site } from './contexts.js'

const mark = '/srv/x/sites/.provision'
const { uuid } = platform()

type Files = Readonly<Record<string, string>>

const made = (files: Files = {}) => sitesFolder(platform(), server(), planningWith(files))
const withdrawn = (files: Files) =>
  withdrawSitesFolder({ from: platform(), to: undefined }, server(), planningWith(files))

describe('the folder of sites', () => {
  it('is made with the mark of the platform when it is not there', () => {
    const [folder] = made()

    expect(folder).toMatchObject({ path: '/srv/x/sites', mode: 0o755, mark: uuid })
  })

  it('stays as it is when it came with the code base', () => {
    expect(made({ '/srv/x/sites/default/settings.php': '' })).toEqual([])
  })

  it('is kept right when it was made for the platform', () => {
    expect(made({ [mark]: `${uuid}\n` })).toHaveLength(1)
  })

  it('goes with the platform when nothing is left in it', () => {
    expect(withdrawn({ [mark]: `${uuid}\n` })).toMatchObject([{ kind: 'removal', path: '/srv/x/sites', mark: uuid }])
  })

  it.each([
    ['something is left in it', { [mark]: `${uuid}\n`, '/srv/x/sites/forgotten/photo.jpg': '' }],
    ['it came with the code base', { '/srv/x/sites/.htaccess': '' }],
    ['it is not there', {}],
  ])('stays when the platform goes and %s', (_, files: Files) => {
    expect(withdrawn(files)).toEqual([])
  })
})

describe('the folder of a site', () => {
  it('goes with the site, provided that it has its mark', () => {
    const steps = withdrawSiteFolder({ from: site(), to: undefined }, server(), planningWith())

    expect(steps).toMatchObject([{ path: '/srv/x/sites/example.com', mark: site().uuid }])
  })

  it('goes where the new state has another one, and stays where it has the same', () => {
    const to = (root: string) => site({ platform: platform({ root }) })
    const withdraw = (root: string) =>
      withdrawSiteFolder({ from: site(), to: to(root) }, server(), planningWith()).map(({ path }) => path)

    expect(withdraw('/srv/y')).toEqual(['/srv/x/sites/example.com'])
    expect(withdraw('/srv/x')).toEqual([])
  })
})
