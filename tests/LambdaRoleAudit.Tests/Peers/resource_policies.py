"""Makes resources whose policies name a role in every way, and others that look like it; prints what names it."""
import json

import boto3

ACCOUNT = "123456789012"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
iam = boto3.client("iam")
role = iam.create_role(RoleName="shared", Path="/team/", AssumeRolePolicyDocument=TRUST)["Role"]
near = iam.create_role(RoleName="shared-2", Path="/team/", AssumeRolePolicyDocument=TRUST)["Role"]


def policy(principal="*", **condition):
    statement = {"Effect": "Allow", "Principal": {"AWS": principal} if principal != "*" else "*", "Action": "*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement | ({"Condition": condition} if condition else {})]})


BY_ARN, NEAR = policy(role["Arn"]), policy(near["Arn"])
BY_PATTERN = policy(ArnLike={"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/team/sh*"})
BY_ID = policy(StringLike={"aws:userid": f"{role['RoleId']}:*"})
BY_SESSION = policy(f"arn:aws:sts::{ACCOUNT}:assumed-role/shared/poller")
named = []

s3 = boto3.client("s3")
for bucket, text in {"by-arn": BY_ARN, "by-pattern": BY_PATTERN, "near": NEAR, "none": None}.items():
    s3.create_bucket(Bucket=bucket)
    if text:
        s3.put_bucket_policy(Bucket=bucket, Policy=text)
named += [("s3", "", "by-arn", "policy"), ("s3", "", "by-pattern", "policy")]

for region in ("us-east-1", "eu-west-1"):
    kms = boto3.client("kms", region_name=region)
    by_policy, by_grant, by_near = (kms.create_key(Policy=text)["KeyMetadata"]["Arn"] for text in (BY_ARN, NEAR, NEAR))
    kms.create_grant(KeyId=by_grant, GranteePrincipal=role["Arn"], Operations=["Decrypt"])
    kms.create_grant(KeyId=by_near, GranteePrincipal=near["Arn"], Operations=["Decrypt"])
    named += [("kms", region, by_policy, "policy"), ("kms", region, by_grant, "grant")]

    sqs = boto3.client("sqs", region_name=region)
    queues = [sqs.create_queue(QueueName=name, Attributes={"Policy": text} if text else {})["QueueUrl"] for name, text in (("by-id", BY_ID), ("near", NEAR), ("none", None))]
    named.append(("sqs", region, queues[0], "policy"))

    sns = boto3.client("sns", region_name=region)
    topics = [sns.create_topic(Name=name)["TopicArn"] for name in ("by-session", "default")]
    sns.set_topic_attributes(TopicArn=topics[0], AttributeName="Policy", AttributeValue=BY_SESSION)
    named.append(("sns", region, topics[0], "policy"))

    secrets = boto3.client("secretsmanager", region_name=region)
    arns = [secrets.create_secret(Name=name, SecretString="x")["ARN"] for name in ("by-arn", "none")]
    secrets.put_resource_policy(SecretId=arns[0], ResourcePolicy=BY_ARN)
    named.append(("secretsmanager", region, arns[0], "policy"))

print(json.dumps(sorted("|".join(each) for each in named)))
