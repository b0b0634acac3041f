// An app of AWS CDK (npm aws-cdk-lib), as `cdk synth` runs it. Arguments: the folder of the package, the output folder. Standard input: a
// JSON object that has, for the path of each function's construct, the snippet that gives it a role of its own. The snippet is run where a
// person pastes it: in the scope of the function, before the function is created.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(`${process.argv[2]}/x.js`));
const cdk = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const lambda = require('aws-cdk-lib/aws-lambda');
const s3 = require('aws-cdk-lib/aws-s3');
const sqs = require('aws-cdk-lib/aws-sqs');
const { Construct } = require('constructs');

let input = '';
for await (const chunk of process.stdin) input += chunk;
const snippets = JSON.parse(input);

function roleOf(scope, id, shared, values) {
  const snippet = snippets[`${scope.node.path}/${id}`];
  if (!snippet) return shared;
  // What a person does: fill in the values that the snippet asks for, and write the role where it says.
  const code = snippet.replace(/'<([^>']+)>'/g, (_, name) => {
    if (values?.[name] === undefined) throw new Error(`${scope.node.path}/${id} has no value ${name}.`);
    return `values[${JSON.stringify(name)}]`;
  });
  const use = /^\/\/ +role: (.+),$/m.exec(code)[1];
  return new Function('cdk', 'iam', 'values', `${code}\nreturn ${use};`).call(scope, cdk, iam, values);
}

function lambdaFunction(scope, id, shared, values, props = {}) {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_LATEST,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    ...props,
    role: roleOf(scope, id, shared, values),
  });
}

const logs = () => iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole');

// One stack: each kind of policy that a role can have, grants, a construct inside another one, a function of the first level.
function shop(app) {
  const stack = new cdk.Stack(app, 'Shop');
  const prefix = new cdk.CfnParameter(stack, 'Prefix', { default: 'in' });
  const bucket = new s3.Bucket(stack, 'Bucket');
  const queue = new sqs.Queue(stack, 'Queue');
  const own = new iam.ManagedPolicy(stack, 'Own', {
    statements: [new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: ['*'] })],
  });
  const role = new iam.Role(stack, 'Shared', {
    assumedBy: new iam.CompositePrincipal(
      new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('scheduler.amazonaws.com')),
    path: '/shop/',
    managedPolicies: [logs(), own],
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
    inlinePolicies: {
      "it's": new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            actions: ['s3:ListBucket'],
            resources: [bucket.bucketArn],
            conditions: { StringLike: { 's3:prefix': `${prefix.valueAsString}/\${aws:username}/\`a\\b\`/*` } },
          }),
          new iam.PolicyStatement({
            effect: iam.Effect.DENY,
            notActions: ['s3:*', 'sqs:*', 'kms:*', 'logs:*', 'dynamodb:*', 'xray:*'],
            resources: [stack.formatArn({ service: 'sns', resource: 'alarms' }), 'arn:aws:sns:eu-west-1:111111111111:*'],
          }),
        ],
      }),
    },
  });
  bucket.grantRead(role);
  queue.grantSendMessages(role);
  // A policy of a resource that names the role.
  queue.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sqs:PurgeQueue'], principals: [role], resources: [queue.queueArn] }));
  // An id that the snippet would take.
  new sqs.Queue(stack, 'ReportRole');
  lambdaFunction(stack, 'order-intake', role, undefined, { tracing: lambda.Tracing.ACTIVE });
  lambdaFunction(new Construct(stack, 'Billing'), 'Invoices', role);
  lambdaFunction(stack, 'Report', role);
  new lambda.CfnFunction(stack, 'Low', {
    runtime: 'nodejs24.x', handler: 'index.handler', code: { zipFile: 'x' }, role: roleOf(stack, 'Low', role.roleArn),
  });
  return stack;
}

// Several stacks: a role that one has, and functions in others and in a nested stack.
function office(app) {
  const base = new cdk.Stack(app, 'Base');
  const bucket = new s3.Bucket(base, 'Bucket');
  const role = new iam.Role(base, 'Shared', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [logs()],
  });
  bucket.grantReadWrite(role);
  const id = base.getLogicalId(bucket.node.defaultChild);
  const file = base.templateFile.replace('.template.json', '');
  const values = { [`${file}/${id}.Arn`]: bucket.bucketArn };
  lambdaFunction(new cdk.Stack(app, 'Api'), 'Get', role, values);
  lambdaFunction(new cdk.Stack(app, 'Jobs'), 'Nightly', role, values);
  lambdaFunction(new cdk.NestedStack(base, 'Inner'), 'Clean', role, values);
}

const app = new cdk.App({
  outdir: process.argv[3],
  // What the CLI sets.
  context: { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true },
});
shop(app);
office(app);
const stage = new cdk.Stage(app, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
office(stage);
app.synth();
