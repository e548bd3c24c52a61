import type { Site } from '../../contexts/types/site.js'
import type { InstallationProof } from '../../steps/common/step.js'

/** The installation writes the uuid of its site. One that was made in a browser, or taken over by hand, says nothing. */
export const proof = ({ uuid, install_method }: Site): InstallationProof => ({
  tableEnding: 'options',
  keyColumn: 'option_name',
  key: 'provision_site',
  valueColumn: 'option_value',
  ...(install_method === 'manual' ? {} : { value: uuid }),
})
