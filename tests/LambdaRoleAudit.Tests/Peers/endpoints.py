"""Prints the endpoints of botocore's rules: service, region, variant and URL, tabs between."""
import os

import botocore.session
from botocore.config import Config

os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}
os.environ.pop("AWS_ENDPOINT_URL", None)
session = botocore.session.get_session()
services = "kms sqs sns secretsmanager dynamodb dynamodbstreams kinesis ecr events efs ssm glue opensearch apigateway backup codeartifact s3control config"
for service in services.split():
    for region in ("eu-west-1", "us-east-1", "cn-north-1", "us-gov-west-1", "us-gov-east-1"):
        for variant, options in (("", {}), ("dualstack", {"use_dualstack_endpoint": True}), ("fips", {"use_fips_endpoint": True})):
            # There is no FIPS in China.
            if variant != "fips" or not region.startswith("cn-"):
                client = session.create_client(service, region_name=region, config=Config(**options))
                print(client.meta.service_model.service_id, region, variant, client.meta.endpoint_url, sep="\t")
