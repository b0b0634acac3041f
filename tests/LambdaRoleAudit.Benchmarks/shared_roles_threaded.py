"""The answer by boto3 as a careful person would write it: a thread for each region, one session, pages of the client's own size."""
import concurrent.futures
import json
import sys

import boto3


def users_in(session, region, endpoint):
    users = {}
    client = session.client("lambda", region_name=region, endpoint_url=endpoint)
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            users.setdefault(function["Role"], set()).add(function["FunctionArn"])
    return users


def shared_roles(endpoint, home):
    session = boto3.session.Session()
    ec2 = session.client("ec2", region_name=home, endpoint_url=endpoint)
    regions = [region["RegionName"] for region in ec2.describe_regions()["Regions"]]
    users = {}
    with concurrent.futures.ThreadPoolExecutor(len(regions)) as pool:
        for found in pool.map(lambda region: users_in(session, region, endpoint), regions):
            for role, functions in found.items():
                users.setdefault(role, set()).update(functions)
    return {role: sorted(functions) for role, functions in users.items() if len(functions) > 1}


json.dump(len(shared_roles(sys.argv[1], sys.argv[2])), sys.stdout)
