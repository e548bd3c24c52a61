#!/usr/bin/env node
'use strict'
const { compile, load } = require('./bundle.js')

try {
  load(compile({ cached: true })).run()
} catch (error) {
  if (error.code !== 'ENOENT') throw error
  console.error(`error: ${error.path} is not there\n  fix: npm run build`)
  process.exitCode = 1
}
