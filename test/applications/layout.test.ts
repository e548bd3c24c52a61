import { describe, expect, it } from '@jest/globals'
import { removeSiteFolder, removeSitesFolder, sitesFolder } from '../../src/applications/layout.js'
import { lookAt, platform, site } from './contexts.js'

const mark = '/srv/x/sites/.provision'
const { uuid } = platform()

describe('the folder of sites', () => {
  it('is made with the mark of the platform when it is not there', () => {
    const [folder] = sitesFolder(platform(), lookAt())

    expect(folder).toMatchObject({ path: '/srv/x/sites', mode: 0o755, mark: uuid })
  })

  it('stays as it is when it came with the code base', () => {
    expect(sitesFolder(platform(), lookAt({ '/srv/x/sites/default/settings.php': '' }))).toEqual([])
  })

  it('is kept right when it was made for the platform', () => {
    expect(sitesFolder(platform(), lookAt({ [mark]: `${uuid}\n` }))).toHaveLength(1)
  })

  it('goes with the platform when nothing is left in it', () => {
    expect(removeSitesFolder(platform(), lookAt({ [mark]: `${uuid}\n` }))).toMatchObject([
      { kind: 'removal', path: '/srv/x/sites', mark: uuid },
    ])
  })

  it.each([
    ['something is left in it', { [mark]: `${uuid}\n`, '/srv/x/sites/forgotten/photo.jpg': '' }],
    ['it came with the code base', { '/srv/x/sites/.htaccess': '' }],
    ['it is not there', {}],
  ])('stays when the platform goes and %s', (_, files: Readonly<Record<string, string>>) => {
    expect(removeSitesFolder(platform(), lookAt(files))).toEqual([])
  })
})

describe('the folder of a site', () => {
  it('goes with the site, provided that it has its mark', () => {
    expect(removeSiteFolder(site())).toMatchObject([{ path: '/srv/x/sites/example.com', mark: site().uuid }])
  })
})
