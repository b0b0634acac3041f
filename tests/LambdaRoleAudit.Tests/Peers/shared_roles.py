"""The plain answer, by AWS's own client: which roles do several functions use? One endpoint and home region an argument."""
import json
import sys

import boto3


def shared_roles(endpoint, home, regions, versions):
    users = {}
    if not regions:
        regions = [r["RegionName"] for r in boto3.client("ec2", region_name=home, endpoint_url=endpoint).describe_regions()["Regions"]]
    for region in regions:
        pages = boto3.client("lambda", region_name=region, endpoint_url=endpoint).get_paginator("list_functions")
        for page in pages.paginate(**({"FunctionVersion": "ALL"} if versions else {})):
            for function in page["Functions"]:
                users.setdefault(function["Role"], set()).add(":".join(function["FunctionArn"].split(":")[:7]))
    return {role: sorted(functions) for role, functions in users.items() if len(functions) > 1}


answers = []
for argument in sys.argv[1:]:
    endpoint, home, regions, versions = argument.split("|")
    answers.append(shared_roles(endpoint, home, regions.split(",") if regions else [], versions == "versions"))
json.dump(answers, sys.stdout)
