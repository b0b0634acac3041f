"""Gives each resource a policy with a role that does not exist, then one with a role that is deleted after; prints what boto3 makes of it."""
import json
import sys

import boto3
from botocore.exceptions import ClientError

REGION = "eu-west-1"
ACCOUNT = "arn:aws:iam::123456789012:role"


def client(name):
    return boto3.client(name, region_name=REGION)


def policy(role):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "Team", "Effect": "Allow", "Principal": {"AWS": [f"{ACCOUNT}/team/shared", role]}, "Action": "*", "Resource": "*"}]})


key, secret, table, stream, parameter = sys.argv[1:6]
queue = f"https://sqs.{REGION}.amazonaws.com/123456789012/jobs.fifo"
topic = f"arn:aws:sns:{REGION}:123456789012:news"
sqs, sns, kms, s3, iam = client("sqs"), client("sns"), client("kms"), client("s3"), client("iam")
puts = {
    "s3": lambda text: s3.put_bucket_policy(Bucket="orders.example", Policy=text),
    "kms": lambda text: kms.put_key_policy(KeyId=key, PolicyName="default", Policy=text),
    "sqs": lambda text: sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": text}),
    "sns": lambda text: sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=text),
    "secretsmanager": lambda text: client("secretsmanager").put_resource_policy(SecretId=secret, ResourcePolicy=text),
    "dynamodb": lambda text: client("dynamodb").put_resource_policy(ResourceArn=table, Policy=text),
    "kinesis": lambda text: client("kinesis").put_resource_policy(ResourceARN=stream, Policy=text),
    "ecr": lambda text: client("ecr").set_repository_policy(repositoryName="team/app", policyText=text),
    "events": lambda text: client("events").put_permission(EventBusName="orders", Policy=text),
    "efs": lambda text: client("efs").put_file_system_policy(FileSystemId="fs-0123456789abcdef0", Policy=text),
    "ssm": lambda text: client("ssm").put_resource_policy(ResourceArn=parameter, Policy=text),
    "glue": lambda text: client("glue").put_resource_policy(PolicyInJson=text),
    "opensearch": lambda text: client("opensearch").update_domain_config(DomainName="logs", AccessPolicies=text),
    "apigateway": lambda text: client("apigateway").update_rest_api(restApiId="a1b2c3d4e5", patchOperations=[{"op": "replace", "path": "/policy", "value": text}]),
    "backup": lambda text: client("backup").put_backup_vault_access_policy(BackupVaultName="Default", Policy=text),
    "codeartifact": lambda text: client("codeartifact").put_domain_permissions_policy(domain="packages", policyDocument=text),
    "lambda": lambda text: client("lambda").add_permission(
        FunctionName="target", StatementId="s", Action="lambda:InvokeFunction", Principal=json.loads(text)["Statement"][0]["Principal"]["AWS"][1]),
    "iam": lambda text: iam.update_assume_role_policy(RoleName="shared", PolicyDocument=text),
}
refused = {}
for name, put in puts.items():
    try:
        put(policy(f"{ACCOUNT}/nobody"))
    except ClientError as e:
        refused[name] = e.response["Error"]["Code"]
    put(policy(f"{ACCOUNT}/team/mine"))
iam.delete_role(RoleName="mine")
shown = {
    "s3": s3.get_bucket_policy(Bucket="orders.example")["Policy"],
    "kms": kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"],
    "sqs": sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]["Policy"],
    "sns": sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"],
    "apigateway": client("apigateway").get_rest_api(restApiId="a1b2c3d4e5")["policy"].replace('\\"', '"'),
    "lambda": client("lambda").get_policy(FunctionName="target")["Policy"],
    "iam": json.dumps(iam.get_role(RoleName="shared")["Role"]["AssumeRolePolicyDocument"]),
}
try:
    puts["s3"](shown["s3"])
except ClientError as e:
    refused["s3 with the id"] = e.response["Error"]["Code"]


def last(text):
    principal = json.loads(text)["Statement"][0]["Principal"]["AWS"]
    return (principal if isinstance(principal, str) else principal[-1])[:4]


print(json.dumps({"refused": refused, "shown": {name: last(text) for name, text in shown.items()}}))
