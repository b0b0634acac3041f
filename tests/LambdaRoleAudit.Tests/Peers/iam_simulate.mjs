// Asks @cloud-copilot/iam-simulate: reads one case a line, [{identity, boundary, requests}], and prints one line of verdicts each.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const { runUnsafeSimulation } = await import(pathToFileURL(`${process.argv[2]}/node_modules/@cloud-copilot/iam-simulate/dist/esm/index.js`));

for await (const line of createInterface({ input: process.stdin })) {
  const { identity, boundary, requests } = JSON.parse(line);
  const verdicts = requests.map(({ action, resource, context }) => {
    try {
      return runUnsafeSimulation({
        request: {
          principal: 'arn:aws:iam::123456789012:role/peer',
          action,
          resource: { resource, accountId: '123456789012' },
          contextVariables: context,
        },
        identityPolicies: identity.map((policy, i) => ({ name: `p${i}`, policy })),
        permissionBoundaryPolicies: boundary ? [{ name: 'boundary', policy: boundary }] : undefined,
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      }, {});
    } catch (error) {
      return `error: ${error.message}`;
    }
  });
  process.stdout.write(JSON.stringify(verdicts) + '\n');
}
