/** Paths of installers: WordPress, Drupal, MediaWiki, Joomla and others. */
const installerPath = /\/(?:install|installer|installation|setup|setup-config|mw-config)(?:\.php)?(?:\/|$)/i

/** Links that only a code base without data shows on its front page. */
const installerLink = /(?:href|action|url) ?= ?["']?[^"'\s<>]{0,200}(?:mw-config\/|install\.php|setup-config\.php)/i

export const isInstaller = (path: string): boolean => installerPath.test(path)

export const leadsToInstaller = (body: string): boolean => installerLink.test(body)
