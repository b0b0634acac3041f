"""Makes a resource of each kind that moto has, with a policy and without one; prints kind, ARN and policy as JSON."""
import io
import json
import zipfile

import boto3

REGION = "eu-west-1"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "Team", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/shared"}, "Action": "*", "Resource": "*"}]})
found = []


def client(name):
    return boto3.client(name, region_name=REGION)


def add(kind, arn, policy):
    found.append({"kind": kind, "arn": arn, "policy": policy})


for policy in (POLICY, None):
    name = "with" if policy else "without"

    s3 = client("s3")
    s3.create_bucket(Bucket=f"{name}.bucket", CreateBucketConfiguration={"LocationConstraint": REGION})
    if policy:
        s3.put_bucket_policy(Bucket=f"{name}.bucket", Policy=policy)
    add("S3Bucket", f"arn:aws:s3:::{name}.bucket", policy)

    queue = client("sqs").create_queue(QueueName=name, Attributes={"Policy": policy} if policy else {})["QueueUrl"]
    add("SqsQueue", f"arn:aws:sqs:{REGION}:123456789012:{name}", policy)

    secrets = client("secretsmanager")
    secret = secrets.create_secret(Name=f"a/{name}", SecretString="x")["ARN"]
    if policy:
        secrets.put_resource_policy(SecretId=secret, ResourcePolicy=policy)
    add("Secret", secret, policy)

    table = client("dynamodb").create_table(
        TableName=name, KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}], AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST", StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})["TableDescription"]
    if policy:
        client("dynamodb").put_resource_policy(ResourceArn=table["TableArn"], Policy=policy)
    add("DynamoDbTable", table["TableArn"], policy)
    add("DynamoDbStream", table["LatestStreamArn"], None)

    kinesis = client("kinesis")
    kinesis.create_stream(StreamName=name, ShardCount=1)
    stream = f"arn:aws:kinesis:{REGION}:123456789012:stream/{name}"
    if policy:
        kinesis.put_resource_policy(ResourceARN=stream, Policy=policy)
    add("KinesisStream", stream, policy)

    ecr = client("ecr")
    repository = ecr.create_repository(repositoryName=f"team/{name}")["repository"]["repositoryArn"]
    if policy:
        ecr.set_repository_policy(repositoryName=f"team/{name}", policyText=policy)
    add("EcrRepository", repository, policy)

    events = client("events")
    bus = events.create_event_bus(Name=name)["EventBusArn"]
    if policy:
        events.put_permission(EventBusName=name, Policy=policy)
    add("EventBus", bus, policy)

    efs = client("efs")
    system = efs.create_file_system(CreationToken=name)
    if policy:
        efs.put_file_system_policy(FileSystemId=system["FileSystemId"], Policy=policy)
    add("FileSystem", system["FileSystemArn"], policy)

    domain = client("opensearch").create_domain(DomainName=name, **({"AccessPolicies": policy} if policy else {}))["DomainStatus"]["ARN"]
    add("OpenSearchDomain", domain, policy)

    api = client("apigateway").create_rest_api(name=name, **({"policy": policy} if policy else {}))["id"]
    add("RestApi", f"arn:aws:apigateway:{REGION}::/restapis/{api}", policy)

    client("backup").create_backup_vault(BackupVaultName=name)

for policy in (POLICY, None):
    kms = client("kms")
    key = kms.create_key(**({"Policy": policy} if policy else {}))["KeyMetadata"]["Arn"]
    add("KmsKey", key, kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    sns = client("sns")
    topic = sns.create_topic(Name="with" if policy else "without", **({"Attributes": {"Policy": policy}} if policy else {}))["TopicArn"]
    add("SnsTopic", topic, sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])

code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("a.py", "")
role = client("iam").create_role(RoleName="shared", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
functions = client("lambda")
add("LambdaFunction", functions.create_function(FunctionName="target", Runtime="python3.12", Role=role, Handler="a.b", Code={"ZipFile": code.getvalue()})["FunctionArn"], None)
add("LambdaFunction", functions.publish_version(FunctionName="target")["FunctionArn"], None)
add("LambdaFunction", functions.create_alias(FunctionName="target", Name="live", FunctionVersion="1")["AliasArn"], None)

add("GlueCatalog", f"arn:aws:glue:{REGION}:123456789012:catalog", None)
print(json.dumps(found))
