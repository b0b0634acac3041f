"""Makes the roles and functions of an estate (JSON on standard input's path, argument 1) by AWS's own client."""
import io
import json
import sys
import zipfile

import boto3

code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("app.py", "def lambda_handler(event, context): return 1\n")
trust = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]})

estate = json.load(open(sys.argv[1], encoding="utf-8"))
iam = boto3.client("iam", region_name=estate["home"])
for role in estate["roles"]:
    iam.create_role(RoleName=role["name"], Path=role["path"], AssumeRolePolicyDocument=trust)
clients = {}
for function in estate["functions"]:
    client = clients.setdefault(function["region"], boto3.client("lambda", region_name=function["region"]))
    first = function["roles"][0]
    client.create_function(
        FunctionName=function["name"], Runtime="python3.12", Role=first, Handler="app.lambda_handler",
        Code={"ZipFile": code.getvalue()}, Publish=False)
    for role in function["roles"][1:]:
        client.publish_version(FunctionName=function["name"])
        client.update_function_configuration(FunctionName=function["name"], Role=role)
json.dump({"functions": len(estate["functions"])}, sys.stdout)
