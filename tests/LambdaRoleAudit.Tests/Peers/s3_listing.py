"""Lists and reads the same objects with boto3 and prints what the endpoint answered, as JSON, without what differs by server."""
import gzip
import json

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client("s3", region_name="us-east-1", config=Config(
    request_checksum_calculation="when_required", retries={"total_max_attempts": 1, "mode": "standard"}))
BUCKET = "trail-bucket"
KEYS = [
    "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/01/a.json.gz",
    "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/01/b.json.gz",
    "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/02/c.json.gz",
    "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/01/d.json.gz",
    "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/01/e.json.gz",
    "AWSLogs/o-example123/111122223333/CloudTrail/us-east-1/f.json.gz",
    "AWSLogsOther/x", "Zulu", "a b+c&d=%/e?.txt", "umlaut-ä/ö", "zulu",
]
answers = []


def say(name, value):
    answers.append([name, value])


def refused(name, call, **arguments):
    try:
        call(**arguments)
        say(name, "no error")
    except ClientError as error:
        say(name, [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]])


def listing(name, **arguments):
    page = s3.list_objects_v2(Bucket=BUCKET, **arguments)
    say(name, {
        "keys": [[item["Key"], item["Size"], item["ETag"], item["StorageClass"]] for item in page.get("Contents", [])],
        "prefixes": [item["Prefix"] for item in page.get("CommonPrefixes", [])],
        **{key: page.get(key) for key in ("KeyCount", "IsTruncated", "Prefix", "Delimiter", "Name", "StartAfter", "EncodingType")}})
    return page


s3.create_bucket(Bucket=BUCKET)
for key in KEYS:
    s3.put_object(Bucket=BUCKET, Key=key, Body=gzip.compress(key.encode(), mtime=0))

listing("all")
listing("prefix", Prefix="AWSLogs/111122223333/CloudTrail/")
listing("one prefix is the start of another", Prefix="AWSLogs/111122223333/CloudTrail")
listing("folders", Prefix="AWSLogs/111122223333/", Delimiter="/")
listing("top", Delimiter="/")
listing("after", StartAfter="AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/01/b.json.gz", Prefix="AWSLogs/111122223333/CloudTrail/")
listing("after the prefix", StartAfter="B", Prefix="A")
listing("before the prefix", StartAfter="A", Prefix="Z")
listing("none", Prefix="nothing/")
for keys in (1, 2, 4):
    for arguments in ({}, {"Prefix": "AWSLogs/"}, {"Delimiter": "/"}, {"Prefix": "AWSLogs/111122223333/", "Delimiter": "/"}):
        seen, token = [], {}
        while True:
            page = s3.list_objects_v2(Bucket=BUCKET, MaxKeys=keys, **arguments, **token)
            seen.append([[item["Key"] for item in page.get("Contents", [])], [p["Prefix"] for p in page.get("CommonPrefixes", [])]])
            if not page["IsTruncated"]:
                break
            token = {"ContinuationToken": page["NextContinuationToken"]}
        say(f"pages of {keys} {arguments}", seen)
names = [item["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, PaginationConfig={"PageSize": 3})
         for item in page["Contents"]]
say("paginator", names)
assert names == sorted(KEYS, key=lambda key: key.encode()), names

for key in KEYS:
    answer = s3.get_object(Bucket=BUCKET, Key=key)
    say(f"get {key}", [gzip.decompress(answer["Body"].read()).decode(), answer["ContentLength"], answer["ETag"],
                       answer["ResponseMetadata"]["HTTPStatusCode"]])
for part in ("bytes=0-3", "bytes=5-", "bytes=-4", "bytes=2-100000"):
    answer = s3.get_object(Bucket=BUCKET, Key="zulu", Range=part)
    say(part, [answer["Body"].read().hex(), answer["ContentRange"], answer["ResponseMetadata"]["HTTPStatusCode"]])
say("head", s3.head_object(Bucket=BUCKET, Key="zulu")["ContentLength"])
say("location", s3.get_bucket_location(Bucket=BUCKET).get("LocationConstraint"))
say("head bucket", s3.head_bucket(Bucket=BUCKET)["ResponseMetadata"]["HTTPStatusCode"])
refused("no key", s3.get_object, Bucket=BUCKET, Key="nothing")
refused("no key's head", s3.head_object, Bucket=BUCKET, Key="nothing")
refused("no bucket", s3.list_objects_v2, Bucket="no-such-bucket-here")
refused("no bucket's key", s3.get_object, Bucket="no-such-bucket-here", Key="k")
refused("range", s3.get_object, Bucket=BUCKET, Key="zulu", Range="bytes=100000-")
refused("empty token", s3.list_objects_v2, Bucket=BUCKET, ContinuationToken="")
print(json.dumps(answers))
