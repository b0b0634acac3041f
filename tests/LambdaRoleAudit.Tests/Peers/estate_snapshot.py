"""Prints all functions and roles of an account's us-east-1 as boto3 reads them, whole but for what every write renews."""
import json

import boto3

lam = boto3.client("lambda", region_name="us-east-1")
iam = boto3.client("iam", region_name="us-east-1")


def pages(client, operation, key, **arguments):
    return [item for page in client.get_paginator(operation).paginate(**arguments) for item in page[key]]


functions = pages(lam, "list_functions", "Functions")
for function in functions:
    for renewed in ("RevisionId", "LastModified"):
        function.pop(renewed, None)
roles = []
for listed in pages(iam, "list_roles", "Roles"):
    role = iam.get_role(RoleName=listed["RoleName"])["Role"]
    name = role["RoleName"]
    role["Attached"] = pages(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=name)
    role["Inline"] = {p: iam.get_role_policy(RoleName=name, PolicyName=p)["PolicyDocument"] for p in pages(iam, "list_role_policies", "PolicyNames", RoleName=name)}
    roles.append(role)
print(json.dumps({"Functions": sorted(functions, key=lambda f: f["FunctionArn"]), "Roles": sorted(roles, key=lambda r: r["Arn"])}, default=str, sort_keys=True))
