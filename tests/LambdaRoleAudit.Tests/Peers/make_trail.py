"""Makes a bucket with the files of a folder (argument 1), and a trail that delivers to it, by AWS's own client."""
import json
import os
import sys

import boto3

folder = sys.argv[1]
s3 = boto3.client("s3", region_name="us-east-1")
s3.create_bucket(Bucket="logs")
for at, _, names in os.walk(folder):
    for name in names:
        path = os.path.join(at, name)
        with open(path, "rb") as file:
            s3.put_object(Bucket="logs", Key=os.path.relpath(path, folder), Body=file.read())
trails = boto3.client("cloudtrail", region_name="us-east-1")
trails.create_trail(Name="whole", S3BucketName="logs", S3KeyPrefix="p", IsMultiRegionTrail=True)
trails.put_event_selectors(TrailName="whole", EventSelectors=[{
    "ReadWriteType": "All", "IncludeManagementEvents": True,
    "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}])
json.dump({}, sys.stdout)
