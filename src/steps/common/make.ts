import type { DirectoryStep } from '../directory.js'
import type { FileStep } from '../file.js'
import type { RemovalStep } from '../removal.js'
import type { SymlinkStep } from '../symlink.js'

/** The context and host of a step. */
export interface StepPlace {
  readonly context: string
  readonly host: string
}

type Details<S> = Omit<S, 'kind' | 'host' | 'context' | 'title' | 'stage'> & {
  readonly title?: string
  readonly stage?: string
}

export const createFolder = (place: StepPlace, details: Details<DirectoryStep>): DirectoryStep => ({
  kind: 'directory',
  stage: 'directory',
  title: `create the folder ${details.path}`,
  ...place,
  ...details,
})

export const writeFile = (place: StepPlace, details: Details<FileStep>): FileStep => ({
  kind: 'file',
  stage: 'file',
  title: `write ${details.path}`,
  ...place,
  ...details,
})

export const linkPath = (place: StepPlace, details: Details<SymlinkStep>): SymlinkStep => ({
  kind: 'symlink',
  stage: 'directory',
  title: `link ${details.path} to ${details.target}`,
  ...place,
  ...details,
})

export const removePath = (place: StepPlace, details: Details<RemovalStep>): RemovalStep => ({
  kind: 'removal',
  stage: 'withdraw',
  title: `remove ${details.path}`,
  ...place,
  ...details,
})
